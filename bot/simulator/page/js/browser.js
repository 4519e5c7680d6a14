// The client's own browser (应用页面): a page of the app in the phone, under a title bar with back and close.

import { on, state } from "./company.js";
import { button, byId, h } from "./dom.js";
import { icon } from "./icons.js";

let open;

/** Always by way of /simulator/open, which signs the person in when the session is somebody else's. */
export function openPage(address) {
  closePage();
  const title = h("h2", { text: "正在打开…" });
  const frame = h("iframe", { title: "应用页面", src: `/simulator/open?${new URLSearchParams({ person: state.person, url: address })}`, allow: "geolocation; camera; microphone; clipboard-write" });
  const back = button({ class: "icon-button", "aria-label": "返回", onclick: () => goBack(frame) }, icon("back", 22));
  const close = button({ class: "icon-button", "aria-label": "关闭页面", onclick: closePage }, icon("close", 21));
  const bar = h("div", { class: "title-bar" }, h("div", { class: "end" }, back), title, h("div", { class: "end" }, close));
  const box = h("div", { class: "browser", role: "dialog", "aria-label": "应用页面" }, bar, frame);
  const before = document.activeElement;
  frame.addEventListener("load", () => follow(frame, title));
  box.addEventListener("keydown", (event) => event.key === "Escape" && closePage());
  for (const other of byId("screen").children) if (!other.classList.contains("status")) other.inert = true;
  byId("screen").append(box);
  back.focus();
  open = () => {
    box.remove();
    for (const other of byId("screen").children) other.inert = false;
    before?.focus?.();
  };
}

export function closePage() {
  open?.();
  open = undefined;
}

function goBack(frame) {
  let history;
  try {
    history = frame.contentWindow.navigation;
  } catch {
    history = undefined;
  }
  if (history?.canGoBack) history.back();
  else closePage();
}

/** The title bar shows the page's own title, also when the page changes it later. */
function follow(frame, title) {
  try {
    const page = frame.contentDocument;
    const show = () => (title.textContent = page.title || "应用页面");
    new MutationObserver(show).observe(page.head, { subtree: true, childList: true, characterData: true });
    show();
  } catch {
    title.textContent = "应用页面";
  }
}

on("person", closePage);
