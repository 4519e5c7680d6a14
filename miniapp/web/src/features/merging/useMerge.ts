// One merge: the plan, the main record, whose values stay, doing it (合并).

import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref } from "vue";
import { newKey } from "@/core/api/client";
import { fetchMergePlan, mergeRecords, type Merged, type MergeField, type Pick } from "@/core/api/merging";
import { asProblem } from "@/core/api/problem";
import { fieldWithin } from "@/core/fields/options";
import { check, isEmpty, toWire } from "@/core/fields/registry";
import { fieldsOf, useSchema } from "@/core/schema";
import type { Field } from "@/core/types";
import { t } from "@/core/words";
import { everything, sayWithUndo } from "@/features/deeds/undoing";
import { askedKeys, differing, inOrder, kept, moving, pickOf, same, wishes, type Picks } from "./choosing";

export function useMerge(object: string, ids: number[]) {
  const master = ref<number | null>(null);
  const chosen = reactive<Picks>({});
  const busy = ref(false);
  const refusal = ref("");
  const errors = ref<Record<string, string>>({});
  const done = ref<Merged | null>(null);
  const schema = useSchema(object);
  const given = reactive<Record<string, unknown>>({});
  const refused = ref<string[]>([]);
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

  /** Each with its own input; options that depend on another field fit what is chosen there. */
  const asked = computed<Field[]>(() => {
    if (!plan.value || !schema.value) return [];
    const around = { ...kept(plan.value, chosen), ...given };
    const fields = fieldsOf(schema.value, askedKeys(plan.value, refused.value)).filter((field) => !field.readonly);
    return fields.map((field) => fieldWithin({ ...field, required: true }, around));
  });

  /** Whether everything is filled in; says what is not. */
  function complete(): boolean {
    errors.value = Object.fromEntries(asked.value.flatMap((field) => [[field.key, check(field, given[field.key]) ?? ""]]).filter(([, why]) => why));
    refusal.value = Object.values(errors.value)[0] ?? "";
    return !refusal.value;
  }

  function fill(field: Field, value: unknown): void {
    given[field.key] = value;
    if (errors.value[field.key]) complete();
  }

  const choose = (field: MergeField, pick: Pick): void => void (chosen[field.key] = pick);

  async function run(): Promise<void> {
    if (!plan.value || busy.value || !complete()) return;
    busy.value = true;
    try {
      const others = plan.value.records.map((one) => one.id).filter((id) => id !== plan.value?.master);
      const values = Object.fromEntries(asked.value.filter((field) => !isEmpty(given[field.key])).map((field) => [field.key, toWire(field, given[field.key])]));
      const merged = await mergeRecords(object, { master: plan.value.master, others, picks: wishes(plan.value, chosen), values }, key);
      done.value = merged;
      sayWithUndo(t("已合并 {n} 条", { n: others.length + 1 }), merged.batch);
      everything();
    } catch (error) {
      const problem = asProblem(error);
      errors.value = problem.fields;
      refused.value = [...new Set([...refused.value, ...Object.keys(problem.fields)])];
      refusal.value = Object.values(problem.fields)[0] ?? problem.message;
      key = newKey();
    } finally {
      busy.value = false;
    }
  }

  return {
    query, plan, main, master, busy, refusal, errors, done, asked, given, fill, choose, run,
    pick: (field: MergeField): Pick => pickOf(field, chosen),
    differing: computed(() => (plan.value ? differing(plan.value) : [])),
    same: computed(() => (plan.value ? same(plan.value) : [])),
    moving: computed(() => (plan.value ? moving(plan.value) : [])),
  };
}

export type Merge = ReturnType<typeof useMerge>;
