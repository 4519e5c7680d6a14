// How opportunities go through their stages, in a period of their close date; every figure leads to its records (漏斗).

import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, ref } from "vue";
import type { RouteLocationRaw } from "vue-router";
import { fetchFunnel, type FunnelAsk } from "@/core/api/board";
import { both, conditionFor, partsOf } from "@/core/filter";
import { addDays, isoDate, wallOf, type Wall } from "@/core/format/dates";
import type { Condition, Where } from "@/core/types";
import { t } from "@/core/words";
import type { List } from "@/features/list/useList";
import { monthOf } from "./useCalendar";

export type Stretch = "" | "this_month" | "this_quarter" | "this_year";
export const stretches = (): { key: Stretch; label: string }[] => [
  { key: "", label: t("全部时间") },
  { key: "this_month", label: t("本月") },
  { key: "this_quarter", label: t("本季度") },
  { key: "this_year", label: t("今年") },
];

const MONTHS: Record<Exclude<Stretch, "">, number> = { this_month: 1, this_quarter: 3, this_year: 12 };

/** First and last day of the period that today lies in. */
export function daysOf(stretch: Stretch, today: Wall): [string, string] | null {
  if (!stretch) return null;
  const length = MONTHS[stretch];
  const first = { ...monthOf(today), month: Math.floor((today.month - 1) / length) * length + 1 };
  const after = first.month + length;
  const next = { ...first, year: first.year + (after > 12 ? 1 : 0), month: after > 12 ? after - 12 : after };
  return [isoDate(first), isoDate(addDays(next, -1))];
}

const isOpen = (where: Where): boolean => "field" in where && (where as Condition).field === "state" && (where as Condition).is === "open";

/** A filter without its demand that opportunities are open: a funnel tells of those that ended too. */
export const ofAnyState = (where: Where | null | undefined): Where | null =>
  both(...partsOf(where ?? null).filter((part) => !isOpen(part)));

export const IN_STATE = { open: { field: "state", is: "open" }, won: { field: "state", is: "won" }, lost: { field: "state", is: "lost" } } satisfies Record<string, Condition>;
export type State = keyof typeof IN_STATE;

export function useFunnel(list: List) {
  const { state } = list;
  const stretch = ref<Stretch>("");
  const by = ref<"member" | "department">("member");
  const base = computed(() => both(ofAnyState(list.view.value?.where), state.where));
  const days = computed(() => daysOf(stretch.value, wallOf(new Date())));
  const ask = computed<FunnelAsk>(() => ({
    q: state.q, where: base.value, process: Number(conditionFor(state.where, "process")?.is) || null,
    from: days.value?.[0] ?? null, to: days.value?.[1] ?? null, by: by.value,
  }));
  const query = useQuery({
    queryKey: computed(() => ["opportunity", "funnel", ask.value]),
    queryFn: ({ signal }) => fetchFunnel(ask.value, signal),
    placeholderData: keepPreviousData,
    enabled: computed(() => list.schema.value !== undefined),
  });

  /** The list of exactly these: in this state, in the period by the date that counts for it. */
  function records(of: State, ...more: Condition[]): RouteLocationRaw {
    const date = of === "open" ? "expected_close_on" : "closed_on";
    const period = days.value && { field: date, between: days.value };
    const process = query.data.value && { field: "process", is: query.data.value.process.id };
    const narrowed = both(ofAnyState(base.value), process, IN_STATE[of], period, ...more);
    return { path: "/o/opportunity", query: { view: "*", where: JSON.stringify(narrowed), ...(state.q ? { q: state.q } : {}) } };
  }

  return { list, query, stretch, by, records };
}

export type FunnelState = ReturnType<typeof useFunnel>;
