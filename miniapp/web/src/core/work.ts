// What is due: records to follow up today or earlier, counted by the server (今日待跟进).

import { useQueries, useQuery } from "@tanstack/vue-query";
import { computed, type ComputedRef } from "vue";
import { countRows, fetchPage } from "./api/records";
import { OPEN } from "./due";
import { isoDate, toIso, wallOf } from "./format/dates";
import { both, ownedBy } from "./filter";
import { plannedObjects } from "./hub";
import { fieldOf, loadSchema } from "./schema";
import type { Condition, Field, ObjectSchema, Row, Where } from "./types";

export interface DueObject {
  schema: ObjectSchema;
  /** The field that says when. */
  by: string;
  overdue: Where;
  today: Where;
}

/** From the start of this minute, so that the same question has the same cache key for a while. */
function nowFor(field: Field): string {
  const wall = wallOf(new Date());
  return field.kind === "date" ? isoDate(wall) : toIso(wall);
}

/** The next follow-up where there is one: what matters most of an opportunity is another day. */
const plannedBy = (schema: ObjectSchema): Field | undefined => fieldOf(schema, "next_follow_at") ?? fieldOf(schema, schema.date);

const mine = (schema: ObjectSchema): Condition | null => (fieldOf(schema, "owner") ? ownedBy("me") : null);

const open = (schema: ObjectSchema): Condition | null => (fieldOf(schema, "state") ? { field: "state", is: OPEN } : null);

export function dueOf(schema: ObjectSchema): DueObject | null {
  const planned = plannedBy(schema);
  if (!planned) return null;
  const field = planned.key;
  const now = nowFor(planned);
  return {
    schema,
    by: field,
    overdue: both(mine(schema), open(schema), { field, lt: now }) as Where,
    today: both(mine(schema), open(schema), { field, within: "today" }, { field, gte: now }) as Where,
  };
}

/** The objects whose records are planned by a date, with the two questions about them. */
export function useDueObjects(): ComputedRef<DueObject[] | undefined> {
  const query = useQuery({
    queryKey: ["due"],
    queryFn: async () => (await Promise.all(plannedObjects().map(loadSchema))).map(dueOf).filter((due) => due !== null),
    staleTime: 60_000,
  });
  return computed(() => query.data.value);
}

export interface DueCount {
  overdue: number;
  today: number;
}

export function useDueCount(): { count: ComputedRef<DueCount | null> } {
  const due = useDueObjects();
  const counts = useQueries({
    queries: computed(() =>
      (due.value ?? []).flatMap((one) =>
        ([["overdue", one.overdue], ["today", one.today]] as const).map(([kind, where]) => ({
          queryKey: ["count", one.schema.key, kind, where],
          queryFn: async () => ({ kind, n: (await countRows(one.schema.key, where)) ?? 0 }),
          staleTime: 60_000,
        })),
      ),
    ),
  });
  const sum = (kind: string): number =>
    counts.value.reduce((total, one) => total + (one.data?.kind === kind ? one.data.n : 0), 0);
  return {
    count: computed(() =>
      due.value && counts.value.every((one) => one.data) ? { overdue: sum("overdue"), today: sum("today") } : null,
    ),
  };
}

export interface DueRow {
  schema: ObjectSchema;
  row: Row;
  at: string;
}

const LIMIT = 50;

async function rowsOf(due: DueObject, where: Where): Promise<DueRow[]> {
  const page = await fetchPage(due.schema.key, { where, sort: due.by, limit: LIMIT });
  return page.items.map((row) => ({ schema: due.schema, row, at: String(row[due.by] ?? "") }));
}

/** Everything due up to the end of today, the latest first in line. */
export function useDueRows() {
  const due = useDueObjects();
  return useQuery({
    queryKey: computed(() => ["count", "due rows", due.value?.map((one) => one.overdue)]),
    queryFn: async () => {
      const parts = (due.value ?? []).flatMap((one) => [rowsOf(one, one.overdue), rowsOf(one, one.today)]);
      return (await Promise.all(parts)).flat().sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    },
    enabled: computed(() => due.value !== undefined),
  });
}
