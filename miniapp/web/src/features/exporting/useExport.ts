// What is taken out of a list, in words and as a wish, and the export that follows (发起导出).

import { useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref } from "vue";
import { fetchExport, startExport, type Format } from "@/core/api/exports";
import { asProblem } from "@/core/api/problem";
import { sayWhere } from "@/core/filter";
import { total } from "@/core/format/numbers";
import { queryClient } from "@/core/query";
import { t } from "@/core/words";
import type { List } from "@/features/list/useList";
import { columnsFor, isActive, type Which } from "./exports";

const PACE = 800;

export function useExport(list: List, shown: () => readonly string[], ids: () => readonly number[]) {
  const { schema, ask, view, pooled, pool, first } = list;
  const form = reactive({ which: "shown" as Which, chosen: new Set<string>(), format: "xlsx" as Format });
  const started = ref<number | null>(null);
  const busy = ref(false);
  const refusal = ref("");

  const fields = computed(() => (pooled.value ? pool.fields.value : (schema.value?.fields ?? [])));
  const own = computed(() => shown().filter((key) => fields.value.some((field) => field.key === key)));
  const columns = computed(() => columnsFor(form.which, own.value, fields.value, form.chosen));
  const count = computed(() => ids().length || (first.value ? first.value.total : 0));

  /** View, search and conditions, as they stand on the screen. */
  const words = computed(() => {
    const parts = [view.value ? t("视图「{view}」", { view: view.value.label }) : t("全部看得到的{what}", { what: schema.value?.label ?? "" })];
    if (ask.value.where && schema.value) parts.push(sayWhere(schema.value, ask.value.where));
    if (ask.value.q) parts.push(t("搜索「{q}」", { q: ask.value.q }));
    if (ids().length) parts.push(t("选中的 {n} 条", { n: ids().length }));
    else if (first.value) parts.push(t("共 {n} 条", { n: total(first.value.total) }));
    return parts;
  });

  const query = useQuery({
    queryKey: computed(() => ["exports", "run", started.value]),
    queryFn: () => fetchExport(Number(started.value)),
    enabled: computed(() => started.value !== null),
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? PACE : false),
    staleTime: 0,
  });

  async function start(): Promise<void> {
    busy.value = true;
    refusal.value = "";
    const { view: key, q, where, sort } = ask.value;
    try {
      const wish = { view: key ?? "", q: q ?? "", where: where ?? null, sort: sort ?? "", columns: columns.value, ids: [...ids()], format: form.format };
      started.value = (await startExport(list.object.value, wish)).id;
      void queryClient.invalidateQueries({ queryKey: ["exports"] });
    } catch (error) {
      refusal.value = asProblem(error).message;
    } finally {
      busy.value = false;
    }
  }

  return { form, fields, own, columns, count, words, run: computed(() => query.data.value), trouble: query.error, started, busy, refusal, start };
}
