// The first script: opens the session from the page, turns a deep link into a route, starts the fitting shell.
import "./styles/tokens.css";
import "./styles/base.css";
import { DESK } from "./core/desk";
import { watchBack } from "./core/layers";
import { missingPart } from "./core/offline/parts";
import { rememberSchemas } from "./core/schema";
import { openSession } from "./core/session";
import type { Boot } from "./core/types";

const PREFIX = "/m";

/** Chat cards link to server paths; inside the page the route lives in the fragment. A fragment that is no route is
 * left over from signing in: browsers carry `#wechat_redirect` through the redirects. */
export function routeFromPath(pathname: string, search: string, hash: string): string {
  if (hash.startsWith("#/") && hash.length > 2) return hash;
  const path = pathname.startsWith(PREFIX) ? pathname.slice(PREFIX.length) : "/";
  return `#${path || "/"}${search}`;
}

async function start(): Promise<void> {
  const text = document.getElementById("boot")?.textContent;
  if (!text) return;
  openSession(JSON.parse(text) as Boot);
  rememberSchemas();
  history.replaceState(null, "", `${PREFIX}/${routeFromPath(location.pathname, location.search, location.hash)}`);
  watchBack();
  window.addEventListener("vite:preloadError", () => void missingPart());
  const desk = matchMedia(DESK);
  desk.addEventListener("change", () => location.reload());
  const shell = desk.matches ? await import("./shells/desk/index") : await import("./shells/phone/index");
  shell.mount("#app");
}

void start();
