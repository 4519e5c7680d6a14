// One merge: the plan, the main record, whose values stay, doing it (合并).

import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref } from "vue";
import { newKey } from "@/core/api/client";
import { fetchMergePlan, mergeRecords, type Merged, type MergeField, type Pick } from "@/core/api/merging";
import { asProblem } from "@/core/api/problem";
import { t } from "@/core/words";
import { everything, sayWithUndo } from "@/features/deeds/undoing";
import { differing, inOrder, moving, pickOf, same, wishes, type Picks } from "./choosing";

export function useMerge(object: string, ids: number[]) {
  const master = ref<number | null>(null);
  const chosen = reactive<Picks>({});
  const busy = ref(false);
  const refusal = ref("");
  const errors = ref<Record<string, string>>({});
  const done = ref<Merged | null>(null);
  let key = newKey();

  const query = useQuery({
    queryKey: computed(() => [object, "merge plan", ids, master.value]),
    queryFn: async () => inOrder(await fetchMergePlan(object, ids, master.value), ids),
    placeholderData: keepPreviousData,
    enabled: computed(() => done.value === null),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const plan = computed(() => query.data.value);
  const main = computed(() => plan.value?.records.find((one) => one.id === plan.value?.master));

  const choose = (field: MergeField, pick: Pick): void => void (chosen[field.key] = pick);

  async function run(): Promise<void> {
    if (!plan.value || busy.value) return;
    busy.value = true;
    refusal.value = "";
    errors.value = {};
    try {
      const others = plan.value.records.map((one) => one.id).filter((id) => id !== plan.value?.master);
      const merged = await mergeRecords(object, { master: plan.value.master, others, picks: wishes(plan.value, chosen) }, key);
      done.value = merged;
      sayWithUndo(t("已合并 {n} 条", { n: others.length + 1 }), merged.batch);
      everything();
    } catch (error) {
      const problem = asProblem(error);
      errors.value = problem.fields;
      refusal.value = Object.values(problem.fields)[0] ?? problem.message;
      key = newKey();
    } finally {
      busy.value = false;
    }
  }

  return {
    query, plan, main, master, busy, refusal, errors, done, choose, run,
    pick: (field: MergeField): Pick => pickOf(field, chosen),
    differing: computed(() => (plan.value ? differing(plan.value) : [])),
    same: computed(() => (plan.value ? same(plan.value) : [])),
    moving: computed(() => (plan.value ? moving(plan.value) : [])),
  };
}

export type Merge = ReturnType<typeof useMerge>;
