// What the kit's dialogs and drawers share: an entry in the history while open, so that back closes the topmost first.

import { onBeforeUnmount, watch } from "vue";
import { dropLayer, pushLayer } from "@/core/layers";

export function useLayer(open: () => boolean, close: () => void): void {
  let layer: ReturnType<typeof pushLayer> | null = null;

  function leave(): void {
    if (layer) void dropLayer(layer);
    layer = null;
  }

  watch(open, (now) => {
    if (now) layer = pushLayer(close);
    else leave();
  }, { immediate: true });
  onBeforeUnmount(leave);
}
