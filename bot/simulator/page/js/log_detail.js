// What one row of the record holds (一条记录的内容).

import { ask } from "./company.js";
import { button, fill, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { colouredJson, colouredXml, shortJson } from "./pretty.js";

export function detailElement(row) {
  const tabs = row.side === "api" ? apiTabs(row.detail) : callbackTabs(row);
  const body = h("div", {});
  const heads = tabs.map(({ name, make }, place) =>
    button({ role: "tab", "aria-selected": String(place === 0), text: name, onclick: (event) => choose(event.currentTarget, make) }),
  );
  const choose = (tab, make) => {
    for (const one of heads) one.setAttribute("aria-selected", String(one === tab));
    fill(body, make());
  };
  fill(body, tabs[0].make());
  const strip = h("div", { class: "segments", role: "tablist", "aria-label": "内容" }, heads);
  return h("div", { class: "detail" }, h("div", { class: "detail-head" }, strip, h("span", { class: "grow" }), tools(row)), body);
}

function apiTabs(detail) {
  const request = Object.keys(detail.body).length ? detail.body : detail.query;
  return [
    { name: "请求", make: () => pre(shortJson(request)) },
    { name: "答复", make: () => pre(colouredJson(detail.answer ?? {})) },
    { name: "对照 JSON", make: () => both(request, detail.answer) },
  ];
}

function both(request, answer) {
  const side = (title, value) => h("div", {}, h("h3", { text: title }), pre(colouredJson(value ?? {})));
  return h("div", { class: "both" }, side("发来的请求", request), side("给出的答复", answer));
}

function callbackTabs(row) {
  const { plain, attempts = [] } = row.detail;
  const isXml = plain.startsWith("<");
  return [
    { name: "请求", make: () => pre(isXml ? colouredXml(plain) : [plain]) },
    { name: "答复", make: () => attempts.map(reply) },
    { name: `尝试 ${attempts.length} 次`, make: () => attempts.map(attempt) },
  ];
}

function reply(one) {
  const words = one.error || `HTTP ${one.status}${one.text ? "" : "，空答复，已收到"}`;
  const text = one.reply || one.text;
  return [line(one, words), text && pre(text.trim().startsWith("<") ? colouredXml(text) : [text])];
}

function attempt(one, place) {
  const words = `第 ${place + 1} 次 · ${one.ms} ms · ${one.error || `HTTP ${one.status}`}`;
  return [line(one, words), pre(colouredJson(one.query)), one.body && pre([one.body])];
}

function line(one, words) {
  return h("p", { class: `attempt${one.error || one.status !== 200 ? " bad" : ""}`, text: words });
}

function pre(parts) {
  return h("pre", { tabindex: "0", "aria-label": "内容" }, parts);
}

function tools(row) {
  const { detail } = row;
  const whole = row.side === "api" ? JSON.stringify({ ...detail.query, ...detail.body }, null, 2) : detail.plain;
  const again = (body, words) => ask("POST", `log/${row.id}/resend`, body).then(() => toast(words), (error) => toast(error.message));
  const bend = (event) =>
    openMenu(event.currentTarget, [
      { text: "同样的内容发 3 遍", run: () => again({ times: 3 }, "发出 3 遍") },
      { text: "签名改坏再发", run: () => again({ mode: "corrupt" }, "发出一条签名不对的") },
      { text: "旧报文原样重放", run: () => again({ mode: "replay" }, "旧报文已重放") },
    ]);
  const callback = row.side === "callback" && row.name !== "URL 验证";
  return [
    button({ class: "text-button", onclick: () => copy(whole) }, icon("copy", 16), "复制"),
    button({ class: "text-button", onclick: () => again({}, "已再发一次") }, icon("reset", 16), "再发一次"),
    callback && button({ class: "text-button", "aria-label": "别的发法", "aria-haspopup": "menu", onclick: bend }, icon("more", 16)),
  ];
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("已复制");
  } catch {
    toast("浏览器不让复制，选中文字再复制");
  }
}
