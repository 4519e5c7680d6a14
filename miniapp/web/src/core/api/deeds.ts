// What can be undone: one's own deeds, what undoing would do, and undoing it (可撤销的操作).

import type { Ref } from "../types";
import { call } from "./client";

export interface DeedItem {
  batch: string;
  kind: "delete" | "transfer" | "convert" | "merge" | "batch" | "import";
  kind_label: string;
  object: string;
  object_label: string;
  /** null where several records changed together. */
  record: number | null;
  label: string;
  count: number;
  by: Ref;
  at: string;
  until: string;
  state: "doing" | "done" | "undoing" | "undone";
  can_undo: boolean;
  back_count?: number;
  kept_count?: number;
  kept?: Kept[];
}

interface Part {
  object: string;
  object_label: string;
  id: number | null;
  label: string;
}

export type Back = Part & { what: string };
export type Kept = Part & { why: string };

export interface DeedPlan extends DeedItem {
  back: Back[];
  kept: Kept[];
  back_count: number;
  kept_count: number;
  /** Of a very large one only the newest part is looked at beforehand. */
  whole: boolean;
}

export interface Undone {
  state: "undone" | "undoing";
  back_count: number;
  kept_count: number;
  kept: Kept[];
}

export interface DeedPage {
  items: DeedItem[];
  next: string | null;
}

export const fetchDeeds = async (everyone = false, cursor: string | null = null): Promise<DeedPage> =>
  (await call<DeedPage>("GET", "/deeds", { query: { everyone: everyone ? 1 : null, cursor } })).data;

export const fetchDeed = async (batch: string): Promise<DeedPlan> => (await call<DeedPlan>("GET", `/deeds/${batch}`)).data;

export const undoDeed = async (batch: string): Promise<Undone> => (await call<Undone>("POST", `/deeds/${batch}/undo`)).data;
