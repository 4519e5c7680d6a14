// Counts and sums of a list by one or two fields; pressing a row narrows the list to what it counts (汇总).

import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, ref, type Ref } from "vue";
import { fetchSummary, type SummaryRow } from "@/core/api/lists";
import { both } from "@/core/filter";
import { money, total } from "@/core/format/numbers";
import type { Field } from "@/core/types";
import { t } from "@/core/words";
import type { List } from "./useList";

const GROUPED = ["choice", "choices", "reference", "boolean"];
const TIMED = ["date", "datetime"];
const SUMMED = ["money", "number"];

export interface Word {
  value: string;
  label: string;
}

export function useSummary(list: List, open: Ref<boolean>) {
  const { schema, object, ask, state } = list;
  const fields = computed<Field[]>(() => schema.value?.fields.filter((field) => field.filterable) ?? []);

  const groups = computed<Word[]>(() => [
    ...fields.value.filter((field) => GROUPED.includes(field.kind)).map((field) => ({ value: field.key, label: field.label })),
    ...fields.value.filter((field) => TIMED.includes(field.kind)).map((field) => ({ value: `${field.key}:month`, label: t("{field}（按月）", { field: field.label }) })),
  ]);
  const measures = computed<Word[]>(() => [
    { value: "count", label: t("数量") },
    ...fields.value.filter((field) => SUMMED.includes(field.kind)).flatMap((field) => [
      { value: `sum:${field.key}`, label: t("{field}合计", { field: field.label }) },
      { value: `avg:${field.key}`, label: t("{field}平均", { field: field.label }) },
    ]),
  ]);

  const chosen = ref("");
  const second = ref("");
  const measure = ref("count");
  const by = computed(() => {
    const known = groups.value.map((one) => one.value);
    const preferred = [chosen.value, ...(schema.value?.tags ?? []), "owner"].find((key) => known.includes(key)) ?? known[0];
    return [preferred, second.value].filter((key): key is string => Boolean(key));
  });

  const query = useQuery({
    queryKey: computed(() => ["count", object.value, "summary", by.value, measure.value, ask.value.view, ask.value.q, ask.value.where]),
    queryFn: ({ signal }) => fetchSummary(object.value, by.value, measure.value, ask.value, signal),
    enabled: computed(() => open.value && by.value.length > 0),
    placeholderData: keepPreviousData,
    retry: false,
  });

  const measured = computed(() => fields.value.find((field) => measure.value.endsWith(`:${field.key}`)));
  const number = (row: { count: number; value: number | string | null }): number => Number(measure.value === "count" ? row.count : (row.value ?? 0));
  const most = computed(() => Math.max(1, ...(query.data.value?.rows.map(number) ?? [])));

  function say(row: { count: number; value: number | string | null }): string {
    if (measure.value === "count") return total(row.count);
    if (measured.value?.kind === "money") return money(row.value);
    return row.value === null ? "" : `${Math.round(Number(row.value) * 100) / 100}${measured.value?.unit ?? ""}`;
  }

  /** The list narrows to the records that this row counts. */
  function choose(row: SummaryRow): void {
    state.where = both(state.where, ...row.keys.map((key) => key.where));
  }

  return { groups, measures, chosen, second, measure, by, query, most, number, say, choose };
}
