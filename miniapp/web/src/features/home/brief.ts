// Numbers of this month beside the same days of last month, each counted by the server (本月简报).

import { useQueries } from "@tanstack/vue-query";
import { computed } from "vue";
import { countRows } from "@/core/api/records";
import { addDays, toIso, wallOf, type Wall } from "@/core/format/dates";
import { both, ownedBy } from "@/core/filter";
import { fieldOf, loadSchema } from "@/core/schema";
import { knownObject } from "@/core/session";
import type { ObjectSchema, Where } from "@/core/types";
import { t } from "@/core/words";

export interface Metric {
  object: string;
  label: string;
  value: number | null;
  before: number | null;
  where: Where;
}

const COUNTED: Record<string, string> = { lead: "新线索", account: "新客户", activity: "跟进" };

const startOf = (wall: Wall): Wall => ({ ...wall, day: 1, hour: 0, minute: 0 });

/** From the first of last month to the same day and the end of that day there, never past its last day. */
export function samePeriodLastMonth(now: Date): { from: string; to: string } {
  const today = wallOf(now);
  const thisFirst = startOf(today);
  const lastFirst = startOf(addDays(thisFirst, -1));
  const sameDay = addDays(lastFirst, today.day);
  const end = toIso(sameDay) < toIso(thisFirst) ? sameDay : thisFirst;
  return { from: toIso(lastFirst), to: toIso({ ...end, hour: 0, minute: 0 }) };
}

const mine = (schema: ObjectSchema): Where | null => (fieldOf(schema, "owner")?.filterable ? ownedBy("me") : null);

async function measure(object: string): Promise<Metric> {
  const schema = await loadSchema(object);
  const { from, to } = samePeriodLastMonth(new Date());
  const where = both(mine(schema), { field: "created_at", within: "this_month" }) as Where;
  const earlier = both(mine(schema), { field: "created_at", gte: from }, { field: "created_at", lt: to });
  const [value, before] = await Promise.all([countRows(object, where), countRows(object, earlier)]);
  return { object, label: t(COUNTED[object] ?? schema.label), value, before, where };
}

export function useBrief() {
  const queries = useQueries({
    queries: Object.keys(COUNTED)
      .filter((object) => knownObject(object))
      .map((object) => ({ queryKey: ["count", object, "brief"], queryFn: () => measure(object), staleTime: 60_000 })),
  });
  return computed(() => queries.value.flatMap((query) => (query.data ? [query.data] : [])));
}
