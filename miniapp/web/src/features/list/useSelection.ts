// Which rows are ticked, with their names: they stay ticked while more rows arrive, and go with the question (选择).

import { computed, reactive, watch } from "vue";

/** `question` is what the list asks for; asking the same once more, as an address that is put in order does, keeps the ticks. */
export function useSelection(question: () => unknown) {
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
  watch(() => JSON.stringify(question()), clear);

  return { chosen, ids, toggle, toggleAll, keepOnly, clear };
}

export type Selection = ReturnType<typeof useSelection>;
