// The faulty rows of one import, corrected cell by cell and checked by the server as the file was (改错).

import { useQuery } from "@tanstack/vue-query";
import { computed, ref } from "vue";
import { correctCells, fetchFaulty, importAgain, type Cells, type FaultyRow } from "@/core/api/imports";
import { queryClient } from "@/core/query";
import { t } from "@/core/words";
import { edited, nameOf, offerFor, without } from "./fixes";
import { useDuring } from "./useDuring";

export function useFixes(id: number) {
  const key = ["imports", "faulty", id];
  const query = useQuery({ queryKey: key, queryFn: () => fetchFaulty(id), staleTime: 0, refetchOnWindowFocus: false });
  const found = computed(() => query.data.value);
  const rows = computed(() => found.value?.rows ?? []);
  const columns = computed(() => found.value?.columns ?? []);
  const edits = ref<Cells>({});
  const ignored = ref(new Set<string>());
  const { busy, refusal, during } = useDuring();
  const told = ref("");

  const changed = computed(() => Object.keys(edits.value).length);
  const wrong = computed(() => rows.value.filter((row) => row.outcome === "failed").length);
  const offer = computed(() => offerFor(rows.value, columns.value, edits.value, ignored.value));

  const put = (row: FaultyRow, field: string, text: string): void => void (edits.value = edited(edits.value, row, field, text));

  async function check(): Promise<void> {
    const sent = edits.value;
    const answer = await during(() => correctCells(id, sent));
    if (!answer) return;
    edits.value = without(edits.value, sent);
    queryClient.setQueryData(key, answer);
    told.value = wrong.value ? t("改好 {done} 行，还有 {n} 行要改", { done: answer.ready, n: wrong.value }) : t("{done} 行都改好了", { done: answer.ready });
    await queryClient.invalidateQueries({ queryKey: ["imports", "run", id] });
  }

  async function takeOffer(): Promise<void> {
    const one = offer.value;
    if (!one) return;
    for (const row of rows.value) if (one.rows.includes(row.row)) put(row, one.key, one.to);
    await check();
  }

  function ignore(): void {
    if (offer.value) ignored.value = new Set([...ignored.value, nameOf(offer.value.key, offer.value.from)]);
  }

  /** The number of the run that brings the corrected rows in. */
  async function again(): Promise<number | null> {
    const run = await during(() => importAgain(id));
    void queryClient.invalidateQueries({ queryKey: ["imports"] });
    return run?.id ?? null;
  }

  return { query, found, rows, columns, edits, busy, refusal, told, changed, wrong, offer, put, check, takeOffer, ignore, again };
}

export type Fixes = ReturnType<typeof useFixes>;
