// Open sheets, one history entry each, so that the back gesture closes the topmost first (返回键).

interface Layer {
  close: () => void;
  /** Whether its history entry is there: it waits for a step back that is still on its way. */
  entered: boolean;
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
  const layer = { close, entered: false };
  open.push(layer);
  void leaving.then(() => enter(layer));
  return layer;
}

function enter(layer: Layer): void {
  const index = open.indexOf(layer);
  if (index < 0) return;
  layer.entered = true;
  history.pushState({ ...(history.state as object | null), layer: index + 1 }, "");
}

/** Takes the layer's history entry away again; a no-op when the back gesture did that. */
export function dropLayer(layer: Layer): Promise<void> {
  const index = open.indexOf(layer);
  if (index < 0) return Promise.resolve();
  open.splice(index, 1);
  return layer.entered ? stepBack() : Promise.resolve();
}

/** Before a navigation: every open sheet closes first, and a step back on its way ends. */
export async function closeLayers(): Promise<void> {
  await leaving;
  while (open.length) {
    const layer = open.pop();
    layer?.close();
    if (layer?.entered) await stepBack();
  }
}

/** One step at a time: two at once would be told apart by nothing. */
function stepBack(): Promise<void> {
  leaving = leaving.then(() => new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      expected = null;
      resolve();
    };
    const timer = setTimeout(finish, 400);
    expected = finish;
    history.back();
  }));
  return leaving;
}
