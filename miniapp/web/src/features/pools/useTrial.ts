// A recycle rule while it is being written, and what it would do to today's data (试算).

import { useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref, watch } from "vue";
import { newKey } from "@/core/api/client";
import { asProblem } from "@/core/api/problem";
import { deleteRecycleRule, fetchRecycleRules, saveRecycleRule, tryRules, type Losing, type RecycleDraft, type Trial } from "@/core/api/pools";
import { runAction } from "@/core/api/records";
import { refresh } from "@/core/query";
import { complain, say } from "@/core/toast";
import { t } from "@/core/words";
import { wrongIn } from "./recycling";

const FRESH: RecycleDraft = { name: "", conditions: [{ kind: "idle", days: 30 }], warn_days: [7, 3, 1], active: false };

export function useTrial(pool: number, rule: number | null) {
  const draft = reactive<RecycleDraft>(JSON.parse(JSON.stringify(FRESH)) as RecycleDraft);
  const ready = ref(rule === null);
  const trial = ref<Trial | null>(null);
  const tried = ref("");
  const trying = ref(false);
  const busy = ref(false);
  const refusal = ref("");
  const sheltered = ref(new Set<number>());
  let key = newKey();

  const query = useQuery({ queryKey: ["pools", "recycle", pool], queryFn: () => fetchRecycleRules(pool), enabled: rule !== null });
  const saved = computed(() => query.data.value?.find((one) => one.id === rule));
  watch(saved, (found) => {
    if (!found || ready.value) return;
    Object.assign(draft, JSON.parse(JSON.stringify({ name: found.name, conditions: found.conditions, warn_days: found.warn_days, active: found.active })));
    ready.value = true;
    void run();
  }, { immediate: true });

  const wanting = computed(() => wrongIn(draft));
  const stale = computed(() => trial.value !== null && tried.value !== JSON.stringify(draft.conditions));
  const bodyOf = (active: boolean): RecycleDraft => ({ ...draft, name: draft.name.trim() || t("回收规则"), active, warn_days: [...draft.warn_days].sort((a, b) => b - a) });

  async function run(): Promise<void> {
    if (wanting.value) return void (refusal.value = wanting.value);
    trying.value = true;
    refusal.value = "";
    const conditions = JSON.stringify(draft.conditions);
    try {
      trial.value = await tryRules(pool, [bodyOf(true)]);
      tried.value = conditions;
      sheltered.value = new Set();
    } catch (error) {
      refusal.value = asProblem(error).message;
    } finally {
      trying.value = false;
    }
  }

  async function save(active: boolean): Promise<boolean> {
    if (wanting.value) refusal.value = wanting.value;
    if (!wanting.value && !draft.name.trim()) refusal.value = t("给规则起个名字");
    if (wanting.value || !draft.name.trim()) return false;
    busy.value = true;
    refusal.value = "";
    try {
      await saveRecycleRule(pool, rule, bodyOf(active), key);
      refresh("pools");
      return true;
    } catch (error) {
      const problem = asProblem(error);
      refusal.value = Object.values(problem.fields)[0] ?? problem.message;
      key = newKey();
      return false;
    } finally {
      busy.value = false;
    }
  }

  async function remove(): Promise<boolean> {
    try {
      if (rule !== null) await deleteRecycleRule(rule);
      refresh("pools");
      return true;
    } catch (error) {
      refusal.value = asProblem(error).message;
      return false;
    }
  }

  async function shelter(one: Losing): Promise<void> {
    try {
      await runAction(one.object, one.record.id, "protect", {});
      sheltered.value = new Set([...sheltered.value, one.record.id]);
      say(t("已保护「{name}」，不会回收", { name: one.record.label }));
    } catch (error) {
      complain(asProblem(error).message);
    }
  }

  return { query, saved, draft, ready, trial, trying, stale, busy, refusal, sheltered, run, save, remove, shelter };
}
