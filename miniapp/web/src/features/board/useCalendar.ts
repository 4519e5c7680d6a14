// A month of opportunities by the day they should close, with counts and sums of days and weeks (结单日历).

import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, ref } from "vue";
import { fetchSummary } from "@/core/api/lists";
import { fetchPage } from "@/core/api/records";
import { both } from "@/core/filter";
import { addDays, dayNumber, isoDate, wallOf, type Wall } from "@/core/format/dates";
import type { Row, Where } from "@/core/types";
import type { List } from "@/features/list/useList";

const DATE = "expected_close_on";
const MOST = 200;

export interface Day {
  iso: string;
  wall: Wall;
  /** Of the month that is shown, not of those beside it. */
  inside: boolean;
  count: number;
  sum: number | null;
  items: Row[];
}

export interface Week {
  days: Day[];
  count: number;
  sum: number | null;
}

const noon = (wall: Wall): Wall => ({ ...wall, hour: 0, minute: 0 });
export const monthOf = (wall: Wall): Wall => ({ ...noon(wall), day: 1 });
export const monthAfter = (month: Wall, by: 1 | -1): Wall => monthOf(addDays(month, by > 0 ? 31 : -1));

/** Whole weeks from Monday on that cover the month. */
export function weeksOf(month: Wall): Wall[][] {
  const lead = (dayNumber(month) + 3) % 7;
  const start = addDays(month, -lead);
  const length = lead + dayNumber(monthAfter(month, 1)) - dayNumber(month);
  return Array.from({ length: Math.ceil(length / 7) }, (_, week) => Array.from({ length: 7 }, (_, day) => addDays(start, week * 7 + day)));
}

export const onDay = (iso: string): Where => ({ field: DATE, is: iso });

export function useCalendar(list: List) {
  const { state } = list;
  const month = ref(monthOf(wallOf(new Date())));
  const grid = computed(() => weeksOf(month.value));
  const span = computed<Where>(() => {
    const days = grid.value.flat();
    return { field: DATE, between: [isoDate(days[0] ?? month.value), isoDate(days[days.length - 1] ?? month.value)] };
  });
  const ask = computed(() => ({ view: list.view.value?.key ?? null, q: state.q, where: both(state.where, span.value) }));
  const enabled = computed(() => list.schema.value !== undefined);
  const summed = computed(() => Boolean(list.schema.value?.fields.some((field) => field.key === "amount")));

  const days = useQuery({
    queryKey: computed(() => ["opportunity", "days", ask.value, summed.value]),
    queryFn: ({ signal }) => fetchSummary("opportunity", [`${DATE}:day`], summed.value ? "sum:amount" : "count", ask.value, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
  const rows = useQuery({
    queryKey: computed(() => ["opportunity", "calendar", ask.value]),
    queryFn: ({ signal }) => fetchPage("opportunity", { ...ask.value, sort: DATE, limit: MOST }, signal),
    placeholderData: keepPreviousData,
    enabled,
  });

  const weeks = computed<Week[]>(() => {
    const figures = new Map((days.data.value?.rows ?? []).map((row) => [String(row.keys[0]?.value), row]));
    const items = new Map<string, Row[]>();
    for (const row of rows.data.value?.items ?? []) items.set(String(row[DATE]), [...(items.get(String(row[DATE])) ?? []), row]);
    const dayOf = (wall: Wall): Day => {
      const iso = isoDate(wall);
      const figure = figures.get(iso);
      return { iso, wall, inside: wall.month === month.value.month, count: figure?.count ?? 0, sum: summed.value ? Number(figure?.value ?? 0) : null, items: items.get(iso) ?? [] };
    };
    return grid.value.map((walls) => weekOf(walls.map(dayOf)));
  });

  function turn(by: 1 | -1): void {
    month.value = monthAfter(month.value, by);
  }
  function today(): void {
    month.value = monthOf(wallOf(new Date()));
  }

  return { month, weeks, days, rows, turn, today };
}

export type Calendar = ReturnType<typeof useCalendar>;

export const weekOf = (days: Day[]): Week => ({
  days,
  count: days.reduce((all, day) => all + day.count, 0),
  sum: days.some((day) => day.sum === null) ? null : days.reduce((all, day) => all + (day.sum ?? 0), 0),
});
