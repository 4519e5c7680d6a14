// Records that may be the same: marks for a list, matches of a record, suspected pairs, the search for them (疑似重复).

import type { Duplicate } from "../types";
import { call } from "./client";

export interface Suspect extends Duplicate {
  score: number;
  reasons: string[];
  /** The suspected pair it belongs to, where there is one. */
  suspect: number | null;
}

export interface Pair {
  id: number;
  object: string;
  a: Duplicate;
  b: Duplicate;
  score: number;
  reasons: string[];
  state: PairState;
  can_merge: boolean;
  /** Whether the member sees both, and so may say that they are not the same. */
  can_decide: boolean;
}

export type PairState = "open" | "dismissed";

export interface PairPage {
  items: Pair[];
  next: string | null;
  found_at: string | null;
  looking: boolean;
  can_look: boolean;
  /** Values that too many records share to tell pairs from them. */
  groups: { reason: string; value: string; count: number }[];
}

export const fetchMarks = async (object: string, ids: number[], signal?: AbortSignal): Promise<Record<string, number>> =>
  (await call<{ marks: Record<string, number> }>("GET", `/objects/${object}/duplicates`, { query: { ids: ids.join(",") }, signal })).data.marks;

export const fetchMatches = async (object: string, id: number): Promise<Suspect[]> =>
  (await call<{ items: Suspect[] }>("GET", `/objects/${object}/${id}/duplicates`)).data.items;

export const fetchPairs = async (object: string, state: PairState, cursor: string | null): Promise<PairPage> =>
  (await call<PairPage>("GET", "/suspects", { query: { object, state, cursor } })).data;

export const decidePair = async (id: number, decision: "dismiss" | "reopen"): Promise<void> => {
  await call("POST", `/suspects/${id}/${decision}`);
};

export const startSearch = async (object: string): Promise<void> => {
  await call("POST", "/suspects/look", { body: { object } });
};
