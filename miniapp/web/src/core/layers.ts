// Open sheets, one history entry each, so that the back gesture closes the topmost first (返回键).

interface Layer {
  close: () => void;
}

const open: Layer[] = [];
let expected: (() => void) | null = null;
let leaving: Promise<void> = Promise.resolve();

export const layersOpen = (): number => open.length;

function onPop(event: PopStateEvent): void {
  const depth = Number((event.state as { layer?: number } | null)?.layer ?? 0);
  if (expected) {
    event.stopImmediatePropagation();
    expected();
    return;
  }
  if (open.length === 0 || depth >= open.length) return;
  event.stopImmediatePropagation();
  open.pop()?.close();
}

/** Before the router starts to listen, so that it never sees these steps. */
export function watchBack(): void {
  window.addEventListener("popstate", onPop, { capture: true });
}

export function pushLayer(close: () => void): Layer {
  const layer = { close };
  open.push(layer);
  history.pushState({ ...(history.state as object | null), layer: open.length }, "");
  return layer;
}

/** Takes the layer's history entry away again; a no-op when the back gesture did that. */
export function dropLayer(layer: Layer): Promise<void> {
  const index = open.indexOf(layer);
  if (index < 0) return Promise.resolve();
  open.splice(index, 1);
  return stepBack();
}

/** Before a navigation: every open sheet closes first, and a step back on its way ends. */
export async function closeLayers(): Promise<void> {
  await leaving;
  while (open.length) {
    open.pop()?.close();
    await stepBack();
  }
}

function stepBack(): Promise<void> {
  leaving = new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      expected = null;
      resolve();
    };
    const timer = setTimeout(finish, 400);
    expected = finish;
    history.back();
  });
  return leaving;
}
