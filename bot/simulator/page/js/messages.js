// Every kind of message as a bubble (消息).

import { me, state } from "./company.js";
import { button, h } from "./dom.js";
import { icon } from "./icons.js";
import { cardElement, follow, picture } from "./cards.js";
import { openPage } from "./browser.js";
import { divParts, markdownParts, textParts } from "./rich.js";
import { showPicture } from "./sheets.js";

const media = (id) => `/simulator/_sim/media/${id}`;

/** The whole line: face and content; what was recalled or dropped becomes a small note. */
export function messageElement(message) {
  if (message.state === "recalled") return note(message, `${state.agent.name}撤回了一条消息`);
  if (message.state === "dropped") return note(message, "超过每人 30 条/分钟，这条没有送到");
  const mine = message.sender === "person";
  const content = (KINDS[message.kind] || unknown)(message.body, message);
  return h("li", { class: `message${mine ? " mine" : ""}`, "data-id": message.id }, face(mine), content);
}

function note(message, words) {
  return h("li", { class: "note", "data-id": message.id, text: words });
}

function face(mine) {
  const person = me();
  if (!mine) return h("img", { class: "face", src: "/simulator/page/icon.svg", alt: `${state.agent.name}：` });
  const letter = h("span", { "aria-hidden": "true", text: person.name[0] });
  return h("span", { class: `face avatar tone-${person.tone}` }, letter, h("span", { class: "unseen", text: `${person.name}：` }));
}

const bubble = (given, ...children) => h("div", { class: `bubble ${given}` }, ...children);

function text(body) {
  return bubble("", textParts(body.content, openPage));
}

function markdown(body) {
  return bubble("md", markdownParts(body.content, openPage));
}

function image(body, message) {
  const address = media(body.media_id);
  const name = message.sender === "person" ? "发出的照片" : "图片";
  const show = () => showPicture(address, name);
  return button({ class: "photo", "aria-label": `${name}，点开看大图`, onclick: show }, h("img", { src: address, alt: "" }));
}

function voice(body) {
  return bubble("attachment", icon("mic", 18), `${body.seconds || 1}″`);
}

function file(body) {
  const size = body.bytes > 1048576 ? `${(body.bytes / 1048576).toFixed(1)} MB` : `${Math.max(1, Math.round(body.bytes / 1024))} KB`;
  const words = h("span", {}, body.title || body.name || "文件", h("small", { text: size }));
  const given = { class: "bubble attachment", href: media(body.media_id), download: body.name || "" };
  return h("a", given, icon(body.title ? "play" : "file", 26), words);
}

function location(body) {
  const words = h("div", { class: "text" }, body.label || "位置", h("small", { text: `${body.latitude}, ${body.longitude}` }));
  return bubble("place", words, map());
}

/** A sketch of streets with a pin; no map is loaded from anywhere. */
function map() {
  const make = (tag, given) => {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(given)) shape.setAttribute(key, value);
    return shape;
  };
  const svg = make("svg", { viewBox: "0 0 224 84", preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" });
  svg.append(
    make("rect", { width: 224, height: 84, fill: "var(--map-bg)" }),
    make("path", { d: "M0 22h224M0 60h224M40 0v84M108 0v84M176 0v84M0 84L84 0", stroke: "var(--map-grid)", "stroke-width": 5, fill: "none" }),
    make("path", { d: "M112 62s14-13 14-24a14 14 0 0 0-28 0c0 11 14 24 14 24z", fill: "var(--red-fill)" }),
    make("circle", { cx: 112, cy: 38, r: 5, fill: "#fff" }),
  );
  return svg;
}

function link(body) {
  const words = h("span", {}, h("b", { text: body.title }), h("small", { text: body.description || body.url }));
  return h("a", { class: "bubble attachment plain", href: body.url, onclick: follow(body.url) }, words);
}

function textcard(body) {
  return h(
    "article",
    { class: "card" },
    h("div", { class: "inside" }, h("h3", { text: body.title }), h("div", { class: "long" }, divParts(body.description || ""))),
    h("a", { class: "jump", href: body.url, onclick: follow(body.url) }, body.btntxt || "详情", icon("next", 16)),
  );
}

function news(body) {
  const [first, ...rest] = body.articles;
  const shot = (article) => (article.media_id ? media(article.media_id) : article.picurl);
  const cover = picture(shot(first)?.startsWith("/") ? window.location.origin + shot(first) : shot(first), "");
  cover.className = "cover";
  const words = h("span", {}, h("b", { text: first.title }), h("small", { text: first.description || "" }));
  return h(
    "article",
    { class: "card" },
    h("a", { class: "news-first plain", href: first.url, onclick: follow(first.url) }, shot(first) && cover, words),
    rest.map((one) => h("a", { class: "news-item plain", href: one.url, onclick: follow(one.url) }, one.title, one.picurl && picture(one.picurl, ""))),
  );
}

function miniprogram(body) {
  const rows = (body.content_item || []).map((row) => h("div", {}, h("dt", { text: row.key }), h("dd", { text: row.value })));
  const lines = [h("h3", { text: body.title }), h("p", { class: "sub", text: body.description || "" }), h("dl", {}, rows)];
  return h("article", { class: "card" }, h("div", { class: "inside" }, lines));
}

function unknown() {
  return bubble("", "暂不支持此消息类型");
}

const KINDS = {
  text,
  markdown,
  image,
  voice,
  file,
  video: file,
  location,
  link,
  textcard,
  news,
  mpnews: news,
  miniprogram_notice: miniprogram,
  template_card: (body, message) => cardElement(message),
};
