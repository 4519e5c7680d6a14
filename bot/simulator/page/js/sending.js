// Sending what is not text (照片、位置、语音).

import { ask, state } from "./company.js";
import { button, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { closeSheet, openSheet } from "./sheets.js";

const LONGEST_SIDE = 2048;
const NAMES = {
  "1-linjiahe.jpg": "林嘉禾 · 惠筑科技",
  "2-wuruoxi.jpg": "吴若溪 · 禾木精工",
  "3-heqingyang.jpg": "贺清扬 · 湛石建材",
  "4-yeshutong.jpg": "叶疏桐 · 云岫自动化",
  "5-two-cards.jpg": "一张照片两张名片",
  "6-gunanqiao.jpg": "顾南乔 · 知白设计",
};

export function pickCard() {
  const choose = (sample) => () => (closeSheet(), send({ kind: "image", sample }));
  const tile = (sample) =>
    button({ "aria-label": `发这张名片：${NAMES[sample] || sample}`, onclick: choose(sample) }, h("img", { src: `/simulator/page/samples/${sample}`, alt: "", loading: "lazy" }));
  openSheet("选一张名片照片", h("div", { class: "samples" }, state.samples.map(tile)));
}

export function pickPhoto(camera) {
  const input = h("input", { type: "file", accept: "image/*", capture: camera ? "environment" : undefined, class: "unseen", "aria-hidden": "true", tabindex: "-1" });
  input.addEventListener("change", () => {
    if (input.files[0]) sendPhoto(input.files[0]).catch((error) => toast(error.message));
    input.remove();
  });
  document.body.append(input);
  input.click();
}

/** As the client does: long pictures become 2,048 pixels, everything but JPG and PNG becomes JPG. */
async function sendPhoto(file) {
  const small = await shrink(file);
  const answer = await fetch(`/simulator/_sim/people/${state.person}/photo?name=${encodeURIComponent(file.name)}`, { method: "POST", body: small });
  if (!answer.ok) throw new Error("这张照片发不出去，换一张 JPG 或 PNG");
}

async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => {
    throw new Error("读不了这张照片，换一张 JPG 或 PNG");
  });
  const factor = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const ready = factor === 1 && ["image/jpeg", "image/png"].includes(file.type) && file.size < 4 << 20;
  if (ready) return file;
  const canvas = h("canvas");
  canvas.width = Math.round(bitmap.width * factor);
  canvas.height = Math.round(bitmap.height * factor);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
}

export function pickPlace(use = (place) => send({ kind: "location", ...place })) {
  const choose = (place) => () => (closeSheet(), use(place));
  const preset = (place) =>
    button({ class: "choice", onclick: choose(place) }, icon("pin", 20), h("span", {}, place.label, h("small", { text: `${place.latitude}, ${place.longitude}` })));
  const field = (name, words, value, wide) =>
    h("label", { class: wide ? "wide" : "" }, words, h("input", { name, value, inputmode: wide ? "text" : "decimal", required: true }));
  const own = h(
    "form",
    { class: "coordinates" },
    field("label", "别的地方", "", true),
    field("latitude", "纬度", "31.3"),
    field("longitude", "经度", "120.7"),
    h("button", { class: "button primary", type: "submit", text: "发送位置" }),
  );
  own.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(own));
    const place = { label: given.label, latitude: Number(given.latitude), longitude: Number(given.longitude) };
    if (Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180) choose(place)();
    else toast("纬度要在 ±90 以内，经度要在 ±180 以内");
  });
  openSheet("发送位置", state.places.map(preset), own);
}

export function sendVoice() {
  return send({ kind: "voice" });
}

async function send(body) {
  try {
    await ask("POST", `people/${state.person}/send`, body);
  } catch (error) {
    toast(error.message);
  }
}
