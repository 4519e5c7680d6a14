// What opportunities have beside their fields: the path through the stages, lines, and the processes behind them (商机).

import type { Ref, Row } from "../types";
import { call } from "./client";

export type ItemKind = "task" | "fact";

export interface PathItem {
  code: string;
  kind: ItemKind;
  label: string;
  required: boolean;
  done: boolean;
  text: string;
  at: string | null;
  by: Ref | null;
}

export interface PathStep {
  stage: Ref;
  win_rate: number;
  place: "done" | "here" | "ahead";
  items: PathItem[];
}

export interface Stay {
  id: number;
  stage: Ref;
  from: Ref | null;
  state: string;
  back: boolean;
  entered_at: string;
  left_at: string | null;
  by: Ref | null;
  note: string;
}

export interface Path {
  process: Ref;
  guided: boolean;
  state: string;
  stage: Ref;
  steps: PathStep[];
  next: Ref | null;
  /** Codes of what is demanded and still open, up to the present stage. */
  missing: string[];
  stays: Stay[];
}

export interface ProcessItem {
  code?: string;
  kind: ItemKind;
  label: string;
  required: boolean;
}

export interface ProcessStage {
  id?: number;
  name: string;
  win_rate: number;
  items: ProcessItem[];
  /** Open opportunities that stand in it. */
  open?: number;
}

export interface Process {
  id: number;
  name: string;
  guided: boolean;
  usual: boolean;
  active: boolean;
  /** Of the newest edition. */
  number: number;
  stages: ProcessStage[];
  retired: { id: number; name: string; open: number }[];
}

const at = (id: number): string => `/objects/opportunity/${id}`;

export const fetchPath = async (id: number): Promise<Path> => (await call<Path>("GET", `${at(id)}/path`)).data;

export const answerItem = async (id: number, code: string, value: boolean | string): Promise<Path> =>
  (await call<Path>("PUT", `${at(id)}/items/${code}`, { body: { value } })).data;

export interface Lines {
  items: Row[];
  amount: string | null;
  /** Of the opportunity: lines that were read from another one are not kept. */
  version: number;
}

export const fetchLines = async (id: number): Promise<Lines> => (await call<Lines>("GET", `${at(id)}/lines`)).data;

export const keepLines = async (id: number, lines: unknown[], seen: number): Promise<Lines> =>
  (await call<Lines>("PUT", `${at(id)}/lines`, { body: { lines, seen } })).data;

export const fetchProcesses = async (every = false): Promise<Process[]> =>
  (await call<{ items: Process[] }>("GET", "/processes", { query: { every: every ? "true" : null } })).data.items;

export const addProcess = async (body: unknown, key: string): Promise<Process> => (await call<Process>("POST", "/processes", { body, key })).data;

export const changeProcess = async (id: number, body: unknown): Promise<Process> => (await call<Process>("PATCH", `/processes/${id}`, { body })).data;

/** How many opportunities of these customers one sees, and the newest of them. */
export const fetchOpportunityMarks = async (accounts: number[], signal?: AbortSignal): Promise<Record<string, OpportunityMark>> =>
  (await call<{ marks: Record<string, OpportunityMark> }>("GET", "/objects/account/opportunities", { query: { ids: accounts.join(",") }, signal })).data.marks;

export interface OpportunityMark {
  count: number;
  newest: number;
}
