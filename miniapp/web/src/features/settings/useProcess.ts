// One sales process as a form: read, changed, saved as a new edition; somebody else's edition in between is told (销售流程).

import { computed, ref } from "vue";
import { addProcess, changeProcess, fetchProcesses, type Process } from "@/core/api/opportunities";
import { newKey } from "@/core/api/client";
import { asProblem, type Problem } from "@/core/api/problem";
import { refresh } from "@/core/query";
import { t } from "@/core/words";
import { draftOf, newStage, stageToWire, type StageDraft } from "./process";

/** `id` is null for a new one. */
export function useProcess(id: number | null) {
  const process = ref<Process>();
  const name = ref("");
  const guided = ref(false);
  const usual = ref(false);
  const active = ref(true);
  const carry = ref(false);
  const stages = ref<StageDraft[]>([]);
  const errors = ref<Record<string, string>>({});
  const refusal = ref("");
  const problem = ref<Problem | null>(null);
  const busy = ref(false);
  const ready = ref(false);
  let before = "";
  let key = newKey();

  const plainly = (): string => JSON.stringify([guided.value, stages.value.map(stageToWire)]);
  /** Whether saving makes a new edition. */
  const edited = computed(() => ready.value && plainly() !== before);

  async function load(): Promise<void> {
    problem.value = null;
    try {
      const found = id === null ? undefined : (await fetchProcesses(true)).find((one) => one.id === id);
      if (id !== null && !found) throw new Error("gone");
      process.value = found;
      name.value = found?.name ?? "";
      guided.value = found?.guided ?? false;
      usual.value = found?.usual ?? false;
      active.value = found?.active ?? true;
      stages.value = found ? found.stages.map(draftOf) : [newStage()];
      before = plainly();
      ready.value = true;
    } catch (error) {
      problem.value = asProblem(error);
    }
  }

  function body(): Record<string, unknown> {
    const told = { name: name.value, usual: usual.value };
    const form = { guided: guided.value, stages: stages.value.map(stageToWire) };
    if (id === null) return { ...told, ...form };
    return { ...told, active: active.value, number: process.value?.number, ...(edited.value ? { ...form, carry: carry.value } : {}) };
  }

  /** Resolves to whether it is kept. */
  async function save(): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    errors.value = {};
    refusal.value = "";
    try {
      if (id === null) await addProcess(body(), key);
      else await changeProcess(id, body());
      refresh("sales_process", "sales_stage", "opportunity");
      return true;
    } catch (error) {
      const refused = asProblem(error);
      errors.value = refused.fields;
      refusal.value = refused.fields.stages ?? refused.fields.usual ?? (Object.keys(refused.fields).length ? t("有 {n} 处要改", { n: Object.keys(refused.fields).length }) : refused.message);
      key = newKey();
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { process, name, guided, usual, active, carry, stages, errors, refusal, problem, busy, ready, edited, load, save };
}

export type ProcessForm = ReturnType<typeof useProcess>;
