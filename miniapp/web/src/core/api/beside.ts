// What is told of a record beyond its fields: who resembles it, and its neighbours in a list.

import type { Duplicate } from "../types";
import { call } from "./client";

export async function fetchSimilar(object: string, values: Record<string, string>, signal?: AbortSignal): Promise<Duplicate[]> {
  const answer = (await call<{ items?: Duplicate[]; duplicates?: Duplicate[] }>("GET", `/objects/${object}/similar`, { query: values, signal })).data;
  return answer.items ?? answer.duplicates ?? [];
}

export interface Neighbours {
  before: number | null;
  after: number | null;
}

/** The records before and after this one in the list that it was opened from. */
export const fetchNeighbours = async (object: string, id: number, list: Record<string, string>): Promise<Neighbours> =>
  (await call<Neighbours>("GET", `/objects/${object}/${id}/beside`, { query: list })).data;
