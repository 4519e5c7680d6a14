// On a small screen the panels are drawers over the phone (抽屉).

import { byId } from "./dom.js";

let before;

export function openDrawer(name) {
  before = document.activeElement;
  document.body.dataset.drawer = name;
  byId("scrim").hidden = false;
  byId(name).querySelector("button, input")?.focus();
}

export function closeDrawer() {
  if (!document.body.dataset.drawer) return;
  delete document.body.dataset.drawer;
  byId("scrim").hidden = true;
  before?.focus?.();
}

export function startDrawers() {
  byId("scrim").addEventListener("click", closeDrawer);
  addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());
}
