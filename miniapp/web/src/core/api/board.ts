// The board and the funnel of opportunities, and the processes there are (看板与漏斗接口).

import type { Ref, Row, Where } from "../types";
import { call } from "./client";
import type { ListAsk } from "./records";

/** What would tell of a field that is hidden from the member is null everywhere here. */
export interface Figure {
  count: number;
  sum: string | null;
}

export interface Weighted extends Figure {
  /** The sum by the chance to win each. */
  weighted: string | null;
}

export interface BoardStage extends Weighted {
  stage: Ref;
  win_rate: number | null;
  active: boolean;
  items: Row[];
  /** Where the ordinary list of the stage goes on, in the same order. */
  next: string | null;
}

export interface Board {
  process: Ref & { guided: boolean };
  sort: string;
  stages: BoardStage[];
  won: Figure | null;
  lost: Figure | null;
  total: Weighted;
  closing: Figure | null;
  stalled: number | null;
}

export interface FunnelStage {
  stage: Ref;
  active: boolean;
  win_rate: number | null;
  entered: number;
  /** Percent that entered the next stage, after the last one: were won. */
  conversion: number | null;
  /** Mean days of the stays that ended. */
  dwell_days: number | null;
  lasting: number;
  /** Mean days so far of those that are there now. */
  lasting_days: number | null;
  open: Weighted;
}

export interface Reason extends Figure {
  value: string;
  label: string;
}

export interface Funnel {
  process: Ref & { guided: boolean };
  stages: FunnelStage[];
  won: Figure | null;
  lost: (Figure & { reasons: Reason[] | null }) | null;
  cycle_days: number | null;
  months: { month: string | null; open: Weighted; won: Figure; lost: Figure }[] | null;
  forecast: { open: Weighted; committed: Figure | null; won_and_committed: string | null; this_month: Weighted | null; this_quarter: Weighted | null };
  by: (Figure & { key: Ref | null })[] | null;
}

export interface FunnelAsk extends BoardAsk {
  /** First and last day of the close date. */
  from?: string | null;
  to?: string | null;
  by?: "" | "member" | "department";
}

export interface SalesProcess {
  id: number;
  name: string;
  guided: boolean;
  usual: boolean;
}

export interface BoardAsk extends Pick<ListAsk, "view" | "q" | "where"> {
  process?: number | null;
}

const json = (where: Where | null | undefined): string | null => (where ? JSON.stringify(where) : null);

export const fetchBoard = async (ask: BoardAsk, signal?: AbortSignal): Promise<Board> =>
  (await call<Board>("GET", "/objects/opportunity/board", { query: { ...ask, where: json(ask.where) }, signal })).data;

export const fetchFunnel = async (ask: FunnelAsk, signal?: AbortSignal): Promise<Funnel> =>
  (await call<Funnel>("GET", "/objects/opportunity/funnel", { query: { ...ask, where: json(ask.where) }, signal })).data;

export const fetchProcesses = async (): Promise<SalesProcess[]> =>
  (await call<{ items: SalesProcess[] }>("GET", "/processes")).data.items;
