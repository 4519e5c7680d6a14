// The recycle bin: what lies in it, bringing back, emptying, and what a deletion would take along (回收站).

import type { Ref } from "../types";
import { call } from "./client";

export interface Binned {
  object: string;
  object_label: string;
  id: number;
  label: string;
  deleted_at: string;
  deleted_by: Ref;
  until: string;
  /** How many records went into the bin with it. */
  along: number;
  can_purge: boolean;
}

export interface BinPage {
  items: Binned[];
  next: string | null;
}

export interface Along {
  object: string;
  label: string;
  count: number;
}

export const fetchBin = async (object: string, q: string, cursor: string | null): Promise<BinPage> =>
  (await call<BinPage>("GET", "/bin", { query: { object, q, cursor } })).data;

/** `without`: fields that come back empty, because somebody else has their value now. */
export const restoreRecord = async (object: string, id: number, without: string[] = []): Promise<void> => {
  await call("POST", `/bin/${object}/${id}/restore`, { body: { without } });
};

export const purgeRecord = async (object: string, id: number): Promise<void> => {
  await call("DELETE", `/bin/${object}/${id}`);
};

export const fetchDeletePlan = async (object: string, ids: number[]): Promise<Along[]> =>
  (await call<{ along: Along[] }>("GET", `/objects/${object}/delete-plan`, { query: { ids: ids.join(",") } })).data.along;
