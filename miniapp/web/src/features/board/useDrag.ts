// Dragging with the mouse: a copy flies, what it was taken from stays behind faded, and what can take it lights up (拖动).

import { onScopeDispose, ref } from "vue";

const ENOUGH = 5;
const EDGE = 48;
const STEP = 14;

/** `drop` gets what was pressed and the `data-drop` of the place below the pointer. */
export function useDrag(drop: (id: number, place: string) => void) {
  /** What is on its way, and over which place. */
  const held = ref<number | null>(null);
  const over = ref<string | null>(null);
  let copy: HTMLElement | null = null;
  let end: (() => void) | null = null;

  function fly(source: HTMLElement): HTMLElement {
    const flying = source.cloneNode(true) as HTMLElement;
    flying.removeAttribute("id");
    flying.setAttribute("aria-hidden", "true");
    flying.classList.add("flying");
    flying.style.width = `${source.offsetWidth}px`;
    document.body.append(flying);
    return flying;
  }

  const placeAt = (x: number, y: number): string | null =>
    document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-drop]")?.dataset.drop ?? null;

  /** Near the edge of what scrolls, it scrolls. */
  function scrollAt(x: number, y: number): void {
    const below = document.elementFromPoint(x, y);
    const across = below?.closest<HTMLElement>("[data-across]");
    const along = below?.closest<HTMLElement>("[data-drop]")?.querySelector<HTMLElement>("[data-along]");
    const near = (at: number, from: number, to: number): number => (at < from + EDGE ? -STEP : at > to - EDGE ? STEP : 0);
    if (across) {
      const box = across.getBoundingClientRect();
      across.scrollLeft += near(x, box.left, box.right);
    }
    if (along) {
      const box = along.getBoundingClientRect();
      along.scrollTop += near(y, box.top, box.bottom);
    }
  }

  function press(event: PointerEvent, id: number): void {
    if (event.button !== 0 || event.pointerType === "touch" || end) return;
    const source = event.currentTarget as HTMLElement;
    const box = source.getBoundingClientRect();
    const [startX, startY] = [event.clientX, event.clientY];

    function move(now: PointerEvent): void {
      if (!copy && Math.hypot(now.clientX - startX, now.clientY - startY) < ENOUGH) return;
      now.preventDefault();
      copy ??= fly(source);
      held.value = id;
      copy.style.transform = `translate(${box.left + now.clientX - startX}px,${box.top + now.clientY - startY}px) rotate(2deg)`;
      over.value = placeAt(now.clientX, now.clientY);
      scrollAt(now.clientX, now.clientY);
    }

    function release(now: PointerEvent): void {
      const place = copy && placeAt(now.clientX, now.clientY);
      if (copy) window.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
      stop();
      if (place) drop(id, place);
    }

    const key = (now: KeyboardEvent): void => {
      if (now.key !== "Escape") return;
      now.stopPropagation();
      stop();
    };

    function stop(): void {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", release);
      window.removeEventListener("pointercancel", stop);
      window.removeEventListener("keydown", key, { capture: true });
      copy?.remove();
      copy = end = null;
      held.value = over.value = null;
    }

    end = stop;
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", stop);
    window.addEventListener("keydown", key, { capture: true });
  }

  onScopeDispose(() => end?.());
  return { held, over, press };
}

/** The click that ends a drag opens nothing. */
function swallow(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
