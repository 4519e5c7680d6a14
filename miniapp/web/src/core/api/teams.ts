// Who has what: teams, transfers, hand-overs, the ownership query, and why someone sees a record (归属).

import type { Ref } from "../types";
import { call } from "./client";

export interface Follower {
  member: Ref;
  can_edit: boolean;
  added_at: string | null;
  added_by: Ref | null;
}

export interface Collaborator {
  member: Ref;
  powers: string[];
  added_at: string | null;
  added_by: Ref | null;
}

export interface Power {
  key: string;
  label: string;
}

export interface Team {
  owner: Ref | null;
  followers: Follower[];
  collaborators: Collaborator[];
  may: { share: boolean; collaborate: boolean };
  powers: Power[];
}

export interface RelatedMove {
  object: string;
  label: string;
  count: number;
  moving: number;
  staying: number;
  ticked: boolean;
}

export interface TransferPlan {
  related: RelatedMove[];
  records: number;
}

export interface TrailItem {
  at: string;
  verb: string;
  label: string;
  from: Ref | null;
  to: Ref | null;
  by: Ref | null;
  note: string | null;
}

export interface Handover {
  id: number | null;
  state: "plan" | "running" | "done" | string;
  moved: Record<string, number>;
}

export interface OwnershipHit {
  object: string;
  label: string;
  owner: Ref | null;
  status: { value: string; label: string } | null;
  pooled: boolean;
}

export interface OwnershipAnswer {
  mode: "exact" | "fuzzy";
  items: OwnershipHit[];
}

export interface Reason {
  rule: string;
  label: string;
  detail: string;
}

export interface Why {
  object: string;
  record: Ref;
  member: Ref;
  sees: boolean;
  changes: boolean;
  because: Reason[];
  denied: Reason[];
}

const get = async <T>(path: string, query: Record<string, string | number | null | undefined> = {}): Promise<T> =>
  (await call<T>("GET", path, { query })).data;

export const fetchTeam = (object: string, id: number): Promise<Team> => get(`/objects/${object}/${id}/team`);

export const fetchTrail = async (object: string, id: number): Promise<TrailItem[]> =>
  (await get<{ items: TrailItem[] }>(`/objects/${object}/${id}/trail`)).items;

export const fetchTransferPlan = (object: string, ids: number[]): Promise<TransferPlan> =>
  get(`/objects/${object}/transfer-plan`, { ids: ids.join(",") });

export const handOver = async (leaver: number, heir: number, dry: boolean, key?: string): Promise<Handover> =>
  (await call<Handover>("POST", "/handovers", { body: { leaver, heir, dry_run: dry }, key })).data;

export const fetchHandover = (id: number): Promise<Handover> => get(`/handovers/${id}`);

export const askOwnership = (q: string): Promise<OwnershipAnswer> => get("/ownership", { q });

export const fetchWhy = (object: string, id: number, member?: number | null): Promise<Why> =>
  get("/why", { object, id, member });
