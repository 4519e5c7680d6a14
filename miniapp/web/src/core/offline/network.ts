// Whether the server can be reached, as the requests themselves find out.

import { onlineManager } from "@tanstack/vue-query";
import { reactive } from "vue";
import { queryClient, refresh } from "../query";
import { flush, openOutbox } from "./outbox";

export const network = reactive({ offline: false, since: 0 });

export function noteOffline(): void {
  if (network.offline) return;
  network.offline = true;
  network.since = Date.now();
}

/** Back on line: first what waits goes out, then what is shown is fetched again. */
export async function tryAgain(): Promise<void> {
  const sent = await flush();
  refresh(...new Set(sent), "around");
  await queryClient.refetchQueries({ type: "active" });
}

export function watchNetwork(): void {
  openOutbox();
  onlineManager.setEventListener(() => () => undefined);
  window.addEventListener("online", () => {
    network.offline = false;
    void tryAgain();
  });
  window.addEventListener("offline", noteOffline);
  if (!navigator.onLine) noteOffline();
  void flush();
}
