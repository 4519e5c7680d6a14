// Rows of a pool: few columns, opened only where the group allows it, and what its way of handing out offers (公海列表).

import { computed, type Ref } from "vue";
import type { PoolGroup } from "@/core/api/pools";
import { fieldOf } from "@/core/schema";
import type { Field, ObjectSchema, Ref as RecordRef, Row } from "@/core/types";
import { usePools } from "@/features/pools/usePools";

type Group = Pick<PoolGroup, "mode" | "admin" | "details">;

/** What a member may try with a pooled row that stays closed to them; the server has the last word. */
export function openInPool(group: Group | undefined, state: unknown, manages = false): string[] {
  const tidies = manages || group?.admin === true;
  const taken: Record<string, string[]> = { claim: ["claim"], work: ["claim"], apply: ["apply"], assign: [] };
  const own = state === "unclaimed" ? (taken[group?.mode ?? "assign"] ?? []) : [];
  if (!tidies) return own;
  const all = own.includes("claim") ? own : [...own, "claim"];
  if (state === "unclaimed") return [...all, "assign", "move_group", "discard", "freeze"];
  if (state === "discarded") return ["restore"];
  if (state === "frozen") return ["thaw"];
  return state === "claimed" ? ["assign", "move_group", "freeze"] : [];
}

/** The columns of a pool at first: what tells who it is, then how it came here. The state is there to be added. */
export function poolColumns(schema: ObjectSchema, given: readonly string[]): string[] {
  const how = ["pool_group", "entered_pool_at", "returns"];
  const who = [...schema.listed, ...schema.subtitle, ...given].filter((key) => given.includes(key) && fieldOf(schema, key) && ![...how, "pool_state", "created_at", "updated_at", "id"].includes(key));
  return [...new Set([...who, ...how.filter((key) => given.includes(key))])];
}

export function usePoolRows(object: Ref<string>, pooled: Ref<boolean>, rows: Ref<Row[]>, schema: Ref<ObjectSchema | undefined>) {
  const { query, groups } = usePools(object, pooled);
  const manages = computed(() => query.data.value?.may_manage === true);
  const groupOf = (row: Row): PoolGroup | undefined => groups.value.find((one) => one.id === (row.pool_group as RecordRef | null)?.id);

  /** The field keys that pool rows carry. */
  const given = computed<string[]>(() => (pooled.value ? Object.keys(rows.value[0] ?? {}).filter((key) => !key.startsWith("_") && key !== "id") : []));
  const fields = computed<Field[]>(() => schema.value?.fields.filter((field) => given.value.includes(field.key)) ?? []);

  const actionsOf = (row: Row): string[] => openInPool(groupOf(row), row.pool_state, manages.value);
  const opens = (row: Row): boolean => row._scope !== "pool" || groupOf(row)?.details === true || groupOf(row)?.admin === true || manages.value;

  /** Until the groups are here, nobody knows which rows open. */
  const known = async (): Promise<unknown> => pooled.value && query.isPending.value && query.suspense();

  return { given, fields, actionsOf, opens, known };
}

export type PoolRows = ReturnType<typeof usePoolRows>;
