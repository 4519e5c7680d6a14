// The path of one opportunity and the moves along it: press a stage, and it is there, or it is said why not (推进).

import { useQuery } from "@tanstack/vue-query";
import { computed, ref, type Ref } from "vue";
import { fetchPath, type Path, type PathStep } from "@/core/api/opportunities";
import { asProblem } from "@/core/api/problem";
import { runAction } from "@/core/api/records";
import { refresh } from "@/core/query";
import { say } from "@/core/toast";
import { t } from "@/core/words";

export const pathKey = (id: number): unknown[] => ["opportunity", "path", id];

/** An earlier stage of a guided process asks for a reason. */
export function asksReason(path: Path, stage: number): boolean {
  return path.guided && path.steps.some((step) => step.stage.id === stage && step.place === "done");
}

/** Where a guided process lets one go from here: the next stage, and back. */
export function reachable(path: Path, step: PathStep): boolean {
  if (step.place === "here") return false;
  return !path.guided || step.place === "done" || step.stage.id === path.next?.id;
}

export function usePath(id: Ref<number>) {
  const query = useQuery({ queryKey: computed(() => pathKey(id.value)), queryFn: () => fetchPath(id.value), retry: false });
  const path = computed(() => query.data.value);
  const moving = ref(0);
  const refusal = ref("");

  /** Resolves to whether it moved; the stage that was shown goes along, so that of two movers the second is told. */
  async function move(to: number, undoable = true): Promise<boolean> {
    const from = path.value?.stage;
    if (!from || moving.value || from.id === to) return false;
    moving.value = to;
    refusal.value = "";
    try {
      await runAction("opportunity", id.value, "move_stage", { stage: to, seen: from.id });
      await query.refetch();
      const back = undoable && path.value && !path.value.guided ? { label: t("撤销"), run: () => void move(from.id, false) } : undefined;
      say(t("已移到「{stage}」", { stage: path.value?.stage.label ?? "" }), back);
      return true;
    } catch (error) {
      refusal.value = asProblem(error).message;
      return false;
    } finally {
      moving.value = 0;
      refresh("opportunity");
    }
  }

  return { query, path, moving, refusal, move };
}
