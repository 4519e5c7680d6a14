// Cards by the keyboard: arrows walk them, M moves the one in focus; one card is the stop of the Tab key (键盘移动).

import { computed, nextTick, ref, type Ref } from "vue";
import type { Board } from "@/core/api/board";

export interface Spot {
  column: number;
  row: number;
}

const STEPS: Record<string, [number, number]> = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** The next card in that direction; columns without cards are stepped over. */
export function stepFrom(sizes: readonly number[], from: Spot, key: string): Spot | null {
  const step = STEPS[key];
  if (!step) return null;
  const [across, along] = step;
  let column = from.column + across;
  while (across && column >= 0 && column < sizes.length && !sizes[column]) column += across;
  const size = sizes[column];
  if (!size) return null;
  const row = across ? Math.min(from.row, size - 1) : from.row + along;
  return row >= 0 && row < size ? { column, row } : null;
}

export function useWalk(board: Ref<Board | undefined>, ask: (id: number) => void) {
  const at = ref(0);
  const cards = computed(() => board.value?.stages.map((stage) => stage.items.map((card) => card.id)) ?? []);
  /** The card that Tab reaches: the last one in focus while it is there, else the first. */
  const stop = computed(() => {
    const all = cards.value.flat();
    return all.includes(at.value) ? at.value : (all[0] ?? 0);
  });

  async function focus(id: number): Promise<void> {
    at.value = id;
    await nextTick();
    document.getElementById(`card-${id}`)?.focus();
  }

  function onKey(event: KeyboardEvent, id: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "m") {
      event.preventDefault();
      return ask(id);
    }
    const column = cards.value.findIndex((ids) => ids.includes(id));
    const spot = stepFrom(cards.value.map((ids) => ids.length), { column, row: cards.value[column]?.indexOf(id) ?? 0 }, event.key);
    const next = spot && cards.value[spot.column]?.[spot.row];
    if (!next) return;
    event.preventDefault();
    void focus(next);
  }

  return { at, stop, focus, onKey };
}
