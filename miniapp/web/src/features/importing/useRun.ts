// One import as it goes on, asked for again until it has ended (导入进度).

import { useQuery } from "@tanstack/vue-query";
import { computed, ref, toValue, watch, type MaybeRefOrGetter } from "vue";
import { fetchRun, fetchUndoPlan, undoRun, type UndoPlan } from "@/core/api/imports";
import { asProblem } from "@/core/api/problem";
import { noteOffline } from "@/core/offline/network";
import { queryClient, refresh } from "@/core/query";
import { say } from "@/core/toast";
import { t } from "@/core/words";
import { isActive } from "./runs";
import { sentenceOf, useDuring } from "./useDuring";

export const PACE = 1000;

export function useRun(id: MaybeRefOrGetter<number | null>) {
  const query = useQuery({
    queryKey: computed(() => ["imports", "run", toValue(id)]),
    queryFn: async () => {
      try {
        return await fetchRun(Number(toValue(id)));
      } catch (error) {
        if (asProblem(error).offline) noteOffline();
        throw error;
      }
    },
    enabled: computed(() => toValue(id) !== null),
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? PACE : false),
    staleTime: 0,
  });
  const run = computed(() => query.data.value);
  const active = computed(() => run.value !== undefined && isActive(run.value));

  // What came in, or went again, is in the lists at once.
  watch(active, (now, before) => {
    if (now || !before || !run.value) return;
    if (!run.value.dry_run) refresh(run.value.object);
    void queryClient.invalidateQueries({ queryKey: ["imports", "mine"] });
  });
  return { query, run, active };
}

/** Taking an import back: what would stay is said before. */
export function useUndoing(run: () => { id: number; batch: string; object: string } | undefined) {
  const plan = ref<UndoPlan | null>(null);
  const asking = ref(false);
  const { busy, refusal, during } = useDuring();

  async function ask(): Promise<void> {
    const one = run();
    if (!one) return;
    asking.value = true;
    plan.value = null;
    refusal.value = "";
    try {
      plan.value = await fetchUndoPlan(one.batch);
    } catch (error) {
      refusal.value = sentenceOf(error);
    }
  }

  async function undo(): Promise<void> {
    const one = run();
    if (!one) return;
    const told = await during(() => undoRun(one.id));
    if (!told) return;
    asking.value = false;
    say(told.state === "undoing" ? t("正在撤销") : t("已撤销 {n} 条", { n: told.back_count }));
    refresh(one.object, "imports");
  }

  return { plan, asking, busy, refusal, ask, undo };
}
