// Merging records into one: what it would do, what can be chosen, and doing it (合并).

import type { Kind, Ref } from "../types";
import { call } from "./client";

/** The record whose value stays, or what all of them say together. */
export type Pick = number | "both";

export interface MergeRecord {
  id: number;
  label: string;
  owner?: Ref | null;
  created_at?: string;
  updated_at?: string;
  last_follow_at?: string | null;
}

export interface MergeField {
  key: string;
  label: string;
  kind: Kind;
  values: Record<string, { value: unknown; shown: string }>;
  differs: boolean;
  pick: Pick;
  both: string | null;
}

export interface MergePlan {
  master: number;
  records: MergeRecord[];
  fields: MergeField[];
  /** What the merged record must have and none of the records has. */
  asked: string[];
  children: { object: string; label: string; counts: Record<string, number> }[];
  team: { member: Ref; kind: string; can_edit: boolean; powers: string[]; joins: boolean }[];
  warnings: string[];
}

export interface Merged {
  id: number;
  batch: string;
  moved: Record<string, number>;
}

export const fetchMergePlan = async (object: string, ids: number[], master: number | null): Promise<MergePlan> =>
  (await call<MergePlan>("GET", `/objects/${object}/merge-plan`, { query: { ids: ids.join(","), master } })).data;

export const mergeRecords = async (object: string, body: { master: number; others: number[]; picks: Record<string, Pick>; values: Record<string, unknown> }, key: string): Promise<Merged> =>
  (await call<Merged>("POST", `/objects/${object}/merge`, { body, key })).data;
