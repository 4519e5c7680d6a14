// Typed calls for objects of any kind; the definition comes from /api/schema.

import type { Around, HistoryPage, ObjectSchema, Page, RecordRow, Where } from "../types";
import { call, type Answer } from "./client";

export interface ListAsk {
  view?: string | null;
  q?: string;
  where?: Where | null;
  sort?: string | null;
  cursor?: string | null;
  limit?: number;
  /** Fields in place of the listed ones, with commas between. */
  columns?: string;
}

const at = (object: string, id?: number | string): string =>
  id === undefined ? `/objects/${object}` : `/objects/${object}/${id}`;

export async function fetchSchema(object: string): Promise<ObjectSchema> {
  return (await call<ObjectSchema>("GET", `/schema/${object}`)).data;
}

export async function fetchPage(object: string, ask: ListAsk, signal?: AbortSignal): Promise<Page> {
  const query = { ...ask, where: ask.where ? JSON.stringify(ask.where) : null };
  return (await call<Page>("GET", at(object), { query, signal })).data;
}

export async function countRows(object: string, where: Where | null, view?: string): Promise<number | null> {
  return (await fetchPage(object, { where, view, limit: 1 })).total;
}

export const fetchRecord = (object: string, id: number): Promise<Answer<RecordRow>> =>
  call<RecordRow>("GET", at(object, id));

export const fetchAround = async (object: string, id: number): Promise<Around> =>
  (await call<Around>("GET", `${at(object, id)}/around`)).data;

export const fetchHistory = async (object: string, id: number, cursor?: string | null): Promise<HistoryPage> =>
  (await call<HistoryPage>("GET", `${at(object, id)}/history`, { query: { before: cursor } })).data;

export const createRecord = async (object: string, body: unknown, key?: string): Promise<RecordRow> =>
  (await call<RecordRow>("POST", at(object), { body, key })).data;

export const changeRecord = (object: string, id: number, body: unknown, ifMatch = ""): Promise<Answer<RecordRow>> =>
  call<RecordRow>("PATCH", at(object, id), { body, ifMatch });

export const deleteRecord = async (object: string, id: number): Promise<void> => {
  await call("DELETE", at(object, id));
};

export const runAction = async (object: string, id: number, action: string, body: unknown, key?: string): Promise<unknown> =>
  (await call("POST", `${at(object, id)}/actions/${action}`, { body, key })).data;

export interface BatchAnswer {
  results: { id: number; ok: boolean; status?: number; detail?: string }[];
}

export const runBatch = async (object: string, action: string, ids: number[], body: object): Promise<BatchAnswer> =>
  (await call<BatchAnswer>("POST", `${at(object)}/actions/${action}`, { body: { ...body, ids } })).data;
