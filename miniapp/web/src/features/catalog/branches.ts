// A tree of categories as lines from top to bottom, and how keys walk it (分类树).

import { useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { fetchPage } from "@/core/api/records";
import { conditionFor, operatorOf, withCondition } from "@/core/filter";
import { rememberName } from "@/core/names";
import { fieldOf } from "@/core/schema";
import type { Field, ObjectSchema, Ref, Row } from "@/core/types";
import type { List } from "@/features/list/useList";

/** Lists that are walked by a tree: the field that says where a record stands. */
const FIELDS: Record<string, string> = { product: "category" };
const MOST = 2000;
/** What the tree takes from the width of a table, with the gap between them. */
export const PANE = 232;

export interface Branch {
  id: number;
  name: string;
  level: number;
  parent: number | null;
  retired: boolean;
  bears: boolean;
}

export function treeField(schema: ObjectSchema | undefined): Field | undefined {
  const field = schema ? fieldOf(schema, FIELDS[schema.key] ?? null) : undefined;
  return field?.tree && field.filterable ? field : undefined;
}

/** Every branch below its parent, in the order that people gave them. */
export function grow(rows: Row[]): Branch[] {
  const below = new Map<number | null, Row[]>();
  const known = new Set(rows.map((row) => row.id));
  for (const row of rows) {
    const above = (row.parent as Ref | null)?.id ?? null;
    const parent = above !== null && known.has(above) ? above : null;
    below.set(parent, [...(below.get(parent) ?? []), row]);
  }
  const order = (a: Row, b: Row): number => Number(a.place ?? 0) - Number(b.place ?? 0) || String(a.name).localeCompare(String(b.name), "zh");
  const under = (parent: number | null, level: number): Branch[] =>
    [...(below.get(parent) ?? [])].sort(order).flatMap((row) => [
      { id: row.id, name: String(row.name), level, parent, retired: row.status === "retired", bears: below.has(row.id) },
      ...under(row.id, level + 1),
    ]);
  return under(null, 1);
}

/** What is in sight while these are folded. */
export function unfolded(branches: Branch[], folded: ReadonlySet<number>): Branch[] {
  const hidden = new Set<number>();
  return branches.filter((one) => {
    const out = one.parent !== null && (folded.has(one.parent) || hidden.has(one.parent));
    if (out) hidden.add(one.id);
    return !out;
  });
}

export type Step = { to: number } | { fold: number } | { unfold: number } | null;

/** What a key does at a place among the lines in sight; 0 stands for everything. */
export function stepAt(key: string, shown: Branch[], at: number, folded: ReadonlySet<number>): Step {
  const line = [0, ...shown.map((one) => one.id)];
  const place = Math.max(0, line.indexOf(at));
  const here = shown.find((one) => one.id === at);
  const open = here?.bears && !folded.has(at);
  const to = (index: number): Step => ({ to: line[Math.min(line.length - 1, Math.max(0, index))] ?? 0 });
  if (key === "ArrowDown") return to(place + 1);
  if (key === "ArrowUp") return to(place - 1);
  if (key === "Home") return to(0);
  if (key === "End") return to(line.length - 1);
  if (key === "ArrowRight" && here?.bears) return open ? to(place + 1) : { unfold: at };
  if (key === "ArrowLeft" && here) return open ? { fold: at } : { to: here.parent ?? 0 };
  return null;
}

async function everything(object: string, signal?: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page = await fetchPage(object, { view: "all", cursor, limit: 200 }, signal);
    rows.push(...page.items);
    cursor = page.next;
  } while (cursor && rows.length < MOST);
  return rows;
}

export function useBranches(object: string) {
  const query = useQuery({ queryKey: [object, "tree"], queryFn: ({ signal }) => everything(object, signal), staleTime: 60_000 });
  return { query, branches: computed(() => grow(query.data.value ?? [])) };
}

/** The branch that a list is narrowed to, and how to narrow it to another; 0 is everything. */
export function useChosen(list: List, field: Field): { chosen: ComputedRef<number>; choose: (id: number, name: string) => void } {
  const chosen = computed(() => {
    const condition = conditionFor(list.state.where, field.key);
    return condition && operatorOf(condition) === "under" ? Number(condition.under) : 0;
  });
  function choose(id: number, name: string): void {
    if (id && field.to) rememberName(field.to, { id, label: name });
    list.state.where = withCondition(list.state.where, field.key, id ? { field: field.key, under: id } : null);
  }
  return { chosen, choose };
}
