// Pools: groups and their members, recycle and assignment rules, the trial run, figures (公海).

import type { Ref, Where } from "../types";
import { call } from "./client";

export type PoolMode = "work" | "claim" | "apply" | "assign";

export interface PoolGroup {
  id: number;
  name: string;
  pool_of: string;
  mode: PoolMode;
  details: boolean;
  movable: boolean;
  everyone: boolean;
  capacity: number;
  daily_limit: number;
  active: boolean;
  admin?: boolean;
  unclaimed?: number | null;
  held?: number | null;
  taken_today?: number | null;
  members?: PoolSeat[];
}

export interface PoolSeat {
  member: Ref | null;
  department: Ref | null;
  admin: boolean;
}

export interface Pools {
  groups: PoolGroup[];
  enabled: boolean;
  may_manage: boolean;
}

export type RecycleCondition =
  | { kind: "idle"; days: number }
  | { kind: "no_opportunity"; days: number }
  | { kind: "not_reached"; field: string; values: string[]; days: number }
  | { kind: "returns"; at_least: number }
  | { kind: "field"; where: Where };

export interface RecycleDraft {
  name: string;
  conditions: RecycleCondition[];
  warn_days: number[];
  active: boolean;
}

export interface RecycleRule extends RecycleDraft {
  id: number;
}

export interface Losing {
  record: Ref;
  object: string;
  owner: Ref | null;
  falls_on: string | null;
  why: string[];
  rule: string;
}

export interface Trial {
  looked_at: number;
  losing: Losing[];
  total: number;
  spared: { reason: string; count: number }[];
  by_owner: { owner: Ref | null; count: number }[];
  by_day: { on: string; count: number }[];
}

export interface AssignmentDraft {
  name: string;
  where: Where | null;
  assignees: number[];
  departments: number[];
  priority: number;
  active: boolean;
}

export interface AssignmentRule extends AssignmentDraft {
  id: number;
}

export interface Recycling {
  pooled: boolean;
  exempt: string[];
  falls_on: string | null;
  rule: string | null;
  why: string[];
  group: Ref | null;
}

export interface Figure {
  key: string;
  label: string;
  value: number | string | null;
  unit: string;
}

type Query = Record<string, string | number | null | undefined>;
type Listed<T> = { items: T[] } | T[];

const get = async <T>(path: string, query: Query = {}): Promise<T> => (await call<T>("GET", path, { query })).data;
const write = async <T>(method: string, path: string, body: unknown, key?: string): Promise<T> =>
  (await call<T>(method, path, { body, key })).data;
const listed = <T>(answer: Listed<T>): T[] => (Array.isArray(answer) ? answer : answer.items);

export const fetchPools = (of: string): Promise<Pools> => get("/pools", { of });
export const fetchPool = (id: number): Promise<PoolGroup> => get(`/pools/${id}`);
export const createPool = (body: Partial<PoolGroup>, key?: string): Promise<PoolGroup> => write("POST", "/pools", body, key);
export const changePool = (id: number, body: Partial<PoolGroup>): Promise<PoolGroup> => write("PATCH", `/pools/${id}`, body);
export const deletePool = async (id: number): Promise<void> => void (await call("DELETE", `/pools/${id}`));

export const setSeats = (id: number, seats: PoolSeat[]): Promise<unknown> =>
  write("PUT", `/pools/${id}/members`, {
    members: seats.map((seat) => (seat.member ? { member: seat.member.id, admin: seat.admin } : { department: seat.department?.id, admin: seat.admin })),
  });

export const fetchRecycleRules = async (pool: number): Promise<RecycleRule[]> =>
  listed(await get<Listed<RecycleRule>>(`/pools/${pool}/recycle-rules`));
export const saveRecycleRule = (pool: number, id: number | null, body: RecycleDraft, key?: string): Promise<RecycleRule> =>
  id === null ? write("POST", `/pools/${pool}/recycle-rules`, body, key) : write("PATCH", `/recycle-rules/${id}`, body);
export const deleteRecycleRule = async (id: number): Promise<void> => void (await call("DELETE", `/recycle-rules/${id}`));

const someone = (ref: Ref | null): Ref | null => (ref?.id ? ref : null);

/** What today's data would lose by these drafts, or by the rules that are on when there are none. */
export async function tryRules(pool: number, rules: RecycleDraft[] | null): Promise<Trial> {
  const trial = await write<Trial>("POST", `/pools/${pool}/trial`, { rules });
  return {
    ...trial,
    losing: trial.losing.map((one) => ({ ...one, owner: someone(one.owner) })),
    by_owner: trial.by_owner.map((one) => ({ ...one, owner: someone(one.owner) })),
  };
}

export const fetchAssignmentRules = async (pool: number): Promise<AssignmentRule[]> =>
  listed(await get<Listed<AssignmentRule>>(`/pools/${pool}/assignment-rules`)).map((one) => ({
    ...one, where: one.where && Object.keys(one.where).length ? one.where : null,
  }));
export const saveAssignmentRule = (pool: number, id: number | null, body: AssignmentDraft, key?: string): Promise<AssignmentRule> =>
  id === null ? write("POST", `/pools/${pool}/assignment-rules`, body, key) : write("PATCH", `/assignment-rules/${id}`, body);
export const deleteAssignmentRule = async (id: number): Promise<void> => void (await call("DELETE", `/assignment-rules/${id}`));

export const fetchRecycling = (object: string, id: number): Promise<Recycling> => get(`/objects/${object}/${id}/recycling`);

export const fetchFigures = async (of: string, group: number | null, stretch: Query): Promise<Figure[]> =>
  listed(await get<Listed<Figure>>("/pools/figures", { of, group, ...stretch }));
