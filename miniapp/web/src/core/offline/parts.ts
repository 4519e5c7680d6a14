// Parts of the pages that are loaded when first needed: fetched ahead while idle, and what to do when one is missing.

import type { RouteRecordRaw } from "vue-router";
import { complain } from "../toast";
import { t } from "../words";
import { noteOffline } from "./network";

const QUIET_FOR = 2500;
const NEEDED_ON_THE_ROAD = new Set(["record", "follow", "edit", "scan", "todo"]);

const reachable = async (): Promise<boolean> => {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
};

/** A newer build took the part away: load that build, once in a while. Without a network: say so and stay. */
export async function missingPart(): Promise<void> {
  if (!(await reachable())) {
    noteOffline();
    complain(t("断网了，这一页还没打开过"));
    return;
  }
  const last = Number(sessionStorage.getItem("wecrm:reload") ?? 0);
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem("wecrm:reload", String(Date.now()));
  location.reload();
}

/** So that a record opens and a follow-up is written without a network too. */
export function fetchAhead(routes: RouteRecordRaw[]): void {
  setTimeout(() => {
    for (const route of routes) {
      const load = route.component;
      if (NEEDED_ON_THE_ROAD.has(String(route.name)) && typeof load === "function") {
        void (load as () => Promise<unknown>)().catch(() => undefined);
      }
    }
  }, QUIET_FOR);
}
