// Sheets that rise inside the phone (底部弹层), one at a time, focus kept inside.

import { button, byId, h } from "./dom.js";
import { icon } from "./icons.js";

let shut;

export function openSheet(title, ...content) {
  closeSheet();
  const name = h("h2", { text: title, id: "sheet-title" });
  const head = h("div", { class: "sheet-head" }, name, button({ class: "icon-button", "aria-label": "关闭", onclick: closeSheet }, icon("close", 20)));
  const sheet = h("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title" }, head, h("div", { class: "sheet-body" }, content));
  const back = h("div", { class: "sheet-back", onclick: (event) => event.target === back && closeSheet() }, sheet);
  raise(back, sheet);
}

export function showPicture(address, alt) {
  closeSheet();
  const close = button({ class: "icon-button", "aria-label": "关闭", onclick: closeSheet }, icon("close", 22));
  const box = h("div", { class: "picture", role: "dialog", "aria-modal": "true", "aria-label": alt }, h("img", { src: address, alt }), close);
  raise(box, box);
}

export function closeSheet() {
  shut?.();
  shut = undefined;
}

function raise(layer, dialog) {
  const before = document.activeElement;
  const screen = byId("screen");
  for (const other of screen.children) other.inert = true;
  layer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSheet();
    if (event.key === "Tab") keepInside(event, dialog);
  });
  screen.append(layer);
  shut = () => {
    layer.remove();
    for (const other of screen.children) other.inert = false;
    before?.focus?.();
  };
  dialog.querySelector("button, a, input")?.focus();
}

function keepInside(event, dialog) {
  const stops = [...dialog.querySelectorAll("button, a[href], input, select")];
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
}
