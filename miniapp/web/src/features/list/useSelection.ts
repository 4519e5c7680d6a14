// Which rows are ticked, with their names: they stay ticked while more rows arrive, and go with the question (选择).

import { computed, reactive, watch, type WatchSource } from "vue";

export function useSelection(question: WatchSource) {
  const chosen = reactive(new Map<number, string>());
  const ids = computed(() => [...chosen.keys()]);

  function toggle(id: number, name: string): void {
    if (!chosen.delete(id)) chosen.set(id, name);
  }

  /** All of these, or none of them when all are ticked already. */
  function toggleAll(rows: { id: number; name: string }[]): void {
    const every = rows.every((row) => chosen.has(row.id));
    for (const row of rows) {
      if (every) chosen.delete(row.id);
      else chosen.set(row.id, row.name);
    }
  }

  function keepOnly(kept: readonly number[]): void {
    for (const id of ids.value) if (!kept.includes(id)) chosen.delete(id);
  }

  const clear = (): void => chosen.clear();
  watch(question, clear);

  return { chosen, ids, toggle, toggleAll, keepOnly, clear };
}

export type Selection = ReturnType<typeof useSelection>;
