// The board of one list: the same view, search and filter as its table, by stages of one process (看板).

import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, ref } from "vue";
import { fetchBoard, fetchProcesses, type Board, type BoardAsk, type BoardStage } from "@/core/api/board";
import { asProblem } from "@/core/api/problem";
import { fetchPage } from "@/core/api/records";
import { both, conditionFor, withCondition } from "@/core/filter";
import { queryClient } from "@/core/query";
import { complain } from "@/core/toast";
import type { Where } from "@/core/types";
import type { List } from "@/features/list/useList";
import { useMoves } from "./useMoves";

/** What a card shows beside its name. */
const CARD = "name,account,amount,owner,expected_close_on,stage,stage_since,committed,win_rate";
const MORE = 50;
const MOST = 200;

const ofStage = (where: Where | null | undefined, stage: number): Where | null =>
  both(where, { field: "stage", is: stage }, { field: "state", is: "open" });

export function useBoard(list: List) {
  const { state } = list;
  const chosen = computed(() => Number(conditionFor(state.where, "process")?.is) || null);
  const ask = computed<BoardAsk>(() => ({ view: list.view.value?.key ?? null, q: state.q, where: state.where, process: chosen.value }));
  const key = computed(() => ["opportunity", "board", ask.value]);
  /** How many cards of a column were asked for: as many are there again after a refresh. */
  const depth = new Map<number, number>();
  const loading = ref(0);

  async function rest(stage: BoardStage, sort: string, limit: number): Promise<BoardStage> {
    const { view, q, where } = ask.value;
    const page = await fetchPage("opportunity", { view, q, where: ofStage(where, stage.stage.id), columns: CARD, sort, cursor: stage.next, limit });
    const known = new Set(stage.items.map((one) => one.id));
    return { ...stage, items: [...stage.items, ...page.items.filter((one) => !known.has(one.id))], next: page.next };
  }

  async function asDeepAsBefore(stage: BoardStage, sort: string): Promise<BoardStage> {
    const missing = (depth.get(stage.stage.id) ?? 0) - stage.items.length;
    return missing > 0 && stage.next ? rest(stage, sort, Math.min(missing, MOST)) : stage;
  }

  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const board = await fetchBoard(ask.value, signal);
      return { ...board, stages: await Promise.all(board.stages.map((one) => asDeepAsBefore(one, board.sort))) };
    },
    placeholderData: keepPreviousData,
    enabled: computed(() => list.schema.value !== undefined),
  });
  const board = computed<Board | undefined>(() => query.data.value);

  /** An answer on its way does not know of it yet. */
  function change(how: (board: Board) => Board): void {
    void queryClient.cancelQueries({ queryKey: key.value });
    queryClient.setQueryData<Board>(key.value, (known) => known && how(known));
  }

  async function more(stage: BoardStage): Promise<void> {
    if (loading.value || !stage.next || !board.value) return;
    loading.value = stage.stage.id;
    try {
      const longer = await rest(stage, board.value.sort, MORE);
      depth.set(stage.stage.id, longer.items.length);
      change((known) => ({ ...known, stages: known.stages.map((one) => (one.stage.id === stage.stage.id ? { ...one, items: longer.items, next: longer.next } : one)) }));
    } catch (error) {
      complain(asProblem(error).message);
    } finally {
      loading.value = 0;
    }
  }

  const processes = useQuery({ queryKey: ["sales_process", "all"], queryFn: fetchProcesses, staleTime: 300_000 });
  const several = computed(() => (processes.data.value?.length ?? 0) > 1);

  function choose(process: number): void {
    state.where = withCondition(state.where, "process", { field: "process", is: process });
  }

  const moves = useMoves({ board, change });
  return { list, query, board, loading, more, processes, several, choose, moves };
}

export type BoardState = ReturnType<typeof useBoard>;
