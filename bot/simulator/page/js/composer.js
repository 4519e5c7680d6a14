// The bottom of the chat (输入区): the app's menu, the text field, the tray of things to send.

import { ask, on, state } from "./company.js";
import { button, byId, fill, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { openPage } from "./browser.js";
import { pickCard, pickPhoto, pickPlace, sendVoice } from "./sending.js";

let typing = false;
let tray = false;
let draft = "";

export function startComposer() {
  on("menu", draw);
  on("person", () => ((tray = false), (draft = ""), draw()));
}

function draw() {
  const entries = state.menu?.button || [];
  const bar = typing || !entries.length ? textBar(entries.length > 0) : menuBar(entries);
  fill(byId("bar-box"), bar, tray && trayElement());
}

function menuBar(entries) {
  const keyboard = button({ class: "edge", "aria-label": "打字", onclick: () => ((typing = true), draw(), byId("say").focus()) }, icon("keyboard", 24));
  return h("div", { class: "bar" }, keyboard, entries.map(menuEntry), trayButton());
}

function menuEntry(entry) {
  const below = entry.sub_button?.length ? entry.sub_button : null;
  const mark = below && h("span", { class: "more" }, icon("list", 14));
  const run = (event) => (below ? toggleSubmenu(event.currentTarget, below) : choose(entry));
  return button({ class: "entry", "aria-haspopup": below ? "menu" : undefined, onclick: run }, h("span", {}, mark, entry.name));
}

function toggleSubmenu(anchor, entries) {
  const old = byId("bar-box").querySelector(".submenu");
  old?.remove();
  if (old?.dataset.of === anchor.textContent) return;
  const box = h("div", { class: "submenu", role: "menu", "data-of": anchor.textContent });
  const shut = () => (box.remove(), anchor.focus());
  box.append(...entries.map((entry) => button({ role: "menuitem", text: entry.name, onclick: () => (shut(), choose(entry)) })));
  box.addEventListener("keydown", (event) => event.key === "Escape" && shut());
  byId("bar-box").append(box);
  const frame = byId("bar-box").getBoundingClientRect();
  const near = anchor.getBoundingClientRect();
  const left = near.left - frame.left + near.width / 2 - box.offsetWidth / 2;
  box.style.left = `${Math.max(8, Math.min(left, frame.width - box.offsetWidth - 8))}px`;
  box.firstChild.focus();
  setTimeout(() => document.addEventListener("pointerdown", (event) => !box.contains(event.target) && box.remove(), { once: true, capture: true }));
}

/** What a press in the menu does: a link opens and is told, a picture or place is asked for first. */
function choose(entry) {
  const tell = (key, extra = {}) => ask("POST", `people/${state.person}/menu`, { type: entry.type, key, extra }).catch((error) => toast(error.message));
  if (entry.type === "view") return tell(entry.url), openPage(entry.url);
  if (entry.type === "location_select") {
    return pickPlace((place) =>
      tell(entry.key, { SendLocationInfo: { Location_X: place.latitude, Location_Y: place.longitude, Scale: 15, Label: place.label, Poiname: "" } }),
    );
  }
  if (entry.type.startsWith("pic_")) {
    tell(entry.key, { SendPicsInfo: { Count: 1, PicList: { item: { PicMd5Sum: "0".repeat(32) } } } });
    return pickPhoto(entry.type === "pic_sysphoto");
  }
  const scanned = entry.type.startsWith("scancode") && { ScanCodeInfo: { ScanType: "qrcode", ScanResult: "https://scan.example/1" } };
  return tell(entry.key, scanned || {});
}

function textBar(hasMenu) {
  const toMenu = hasMenu && button({ class: "edge", "aria-label": "菜单", onclick: () => ((typing = false), draw()) }, icon("list", 24));
  const field = h("textarea", { id: "say", rows: 1, placeholder: "发消息", "aria-label": "发消息", enterkeyhint: "send", oninput: typed, onkeydown: entered });
  field.value = draft;
  const send = button({ class: "send", id: "send", text: "发送", onclick: say, hidden: !draft.trim() });
  return h("div", { class: "bar" }, toMenu || h("span", { class: "edge narrow" }), field, send, trayButton());
}

function typed(event) {
  const field = event.target;
  draft = field.value;
  byId("send").hidden = !draft.trim();
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 110)}px`;
}

function entered(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say();
}

async function say() {
  const content = draft.trim();
  if (!content) return;
  draft = "";
  draw();
  byId("say").focus();
  try {
    await ask("POST", `people/${state.person}/send`, { kind: "text", content });
  } catch (error) {
    draft = content;
    draw();
    toast(error.message);
  }
}

function trayButton() {
  const toggle = () => ((tray = !tray), draw(), byId("bar-box").querySelector("[data-tray]").focus());
  return button({ class: "edge", "data-tray": "", "aria-label": "更多发送方式", "aria-expanded": String(tray), onclick: toggle }, icon("add", 25));
}

function trayElement() {
  const tile = (name, words, run) =>
    button({ onclick: () => ((tray = false), draw(), run()) }, h("span", { class: "tile" }, icon(name, 24)), words);
  return h(
    "div",
    { class: "tray" },
    tile("image", "照片", () => pickPhoto(false)),
    tile("camera", "拍摄", () => pickPhoto(true)),
    tile("scan", "名片照片", pickCard),
    tile("pin", "位置", () => pickPlace()),
    tile("mic", "语音", sendVoice),
  );
}
