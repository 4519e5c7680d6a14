// What belongs to lists beyond their rows: saved views, columns, counts, sums, neighbours (列表设置).

import type { ColumnSetting, Shared, View, Where } from "../types";
import { call } from "./client";
import type { ListAsk } from "./records";

export interface ViewDraft {
  name: string;
  where: Where | null;
  sort: string;
  columns: ColumnSetting[];
  shared: Shared;
}

export interface ListSetting {
  columns: ColumnSetting[];
  default_view: string;
}

export interface SummaryKey {
  value: unknown;
  label: string;
  where: Where;
}

export interface SummaryRow {
  keys: SummaryKey[];
  count: number;
  value: number | string | null;
}

export interface Summary {
  by: string[];
  measure: string;
  rows: SummaryRow[];
  count: number;
  value: number | string | null;
  capped: boolean;
}

const at = (object: string): string => `/objects/${object}`;
const json = (where: Where | null | undefined): string | null => (where ? JSON.stringify(where) : null);

/** `saved-7` is row 7 on the server. */
export const idOfView = (key: string): string => key.replace(/^saved-/, "");

export const createView = async (object: string, draft: ViewDraft, key?: string): Promise<View> =>
  (await call<View>("POST", `${at(object)}/views`, { body: draft, key })).data;

export const changeView = async (object: string, key: string, draft: Partial<ViewDraft>): Promise<View> =>
  (await call<View>("PATCH", `${at(object)}/views/${idOfView(key)}`, { body: draft })).data;

export const deleteView = async (object: string, key: string): Promise<void> => {
  await call("DELETE", `${at(object)}/views/${idOfView(key)}`);
};

export const saveList = async (object: string, setting: ListSetting): Promise<void> => {
  await call("PUT", `${at(object)}/list`, { body: setting });
};

export const forgetList = async (object: string): Promise<void> => {
  await call("DELETE", `${at(object)}/list`);
};

export const fetchCounts = async (object: string, views: string[]): Promise<Record<string, number | null>> =>
  (await call<{ counts: Record<string, number | null> }>("GET", `${at(object)}/counts`, { query: { views: views.join(",") } })).data.counts;

export const fetchSummary = async (object: string, by: string[], measure: string, ask: ListAsk, signal?: AbortSignal): Promise<Summary> =>
  (await call<Summary>("GET", `${at(object)}/summary`, { query: { by: by.join(","), measure, view: ask.view, q: ask.q, where: json(ask.where) }, signal })).data;

export interface Beside {
  before: number | null;
  after: number | null;
}

export const fetchBeside = async (object: string, id: number, ask: ListAsk): Promise<Beside> =>
  (await call<Beside>("GET", `${at(object)}/${id}/beside`, { query: { view: ask.view, q: ask.q, sort: ask.sort, where: json(ask.where) } })).data;
