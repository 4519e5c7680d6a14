// The record of calls and callbacks (调用记录): filters, request and answer of a row, sending it again.

import { ask, on, state } from "./company.js";
import { button, byId, fill, h, swap, toast } from "./dom.js";
import { closeDrawer } from "./drawers.js";
import { icon } from "./icons.js";
import { detailElement } from "./log_detail.js";
import { clockTime } from "./times.js";

const FILTERS = [
  ["all", "全部", () => true],
  ["callback", "回调", (row) => row.side === "callback"],
  ["api", "接口", (row) => row.side === "api"],
  ["failed", "失败", (row) => row.outcome === "failed"],
];
const MARKS = { ok: "成功", slow: "慢", failed: "失败", dropped: "丢弃", running: "进行中" };
let filter = "all";
let opened = 0;
let waiting;

export function startLog() {
  const segments = FILTERS.map(([key, words]) =>
    button({ "data-filter": key, "data-words": words, onclick: () => ((filter = key), draw()) }),
  );
  const clear = () => ask("DELETE", "log").catch((error) => toast(error.message));
  fill(
    byId("log"),
    h(
      "div",
      { class: "log-head" },
      h("h2", { text: "调用记录" }),
      h("div", { class: "segments", role: "group", "aria-label": "筛选" }, segments),
      h("span", { class: "grow" }),
      h("span", { class: "live", id: "live" }),
      button({ class: "icon-button", "aria-label": "清空调用记录", onclick: clear }, icon("trash", 18)),
      button({ class: "icon-button drawer-close", "aria-label": "关闭", onclick: closeDrawer }, icon("close", 20)),
    ),
    h("ul", { class: "rows", id: "rows", tabindex: "0", "aria-label": "记录" }),
    h("div", { class: "log-foot" }, h("span", { text: "点一行看内容，可以原样再发一次" }), h("span", { text: "最近 500 条" })),
  );
  on("log", draw);
  on("call", drawCall);
  on("connection", (good) => fill(byId("live"), h("span", { class: `dot${good ? "" : " amber"}` }), good ? "实时" : "重连中"));
}

function draw() {
  drawCounts();
  const rows = state.log.filter(current());
  const empty = h("li", { class: "empty", text: filter === "failed" ? "没有失败的调用" : "还没有调用。在手机上发一条消息试试" });
  fill(byId("rows"), rows.length ? rows.map(item) : empty);
}

/** One row came or changed; the others stay as they are. */
function drawCall(row) {
  clearTimeout(waiting);
  waiting = setTimeout(drawCounts, 50);
  const rows = byId("rows");
  const old = rows.querySelector(`[data-row="${row.id}"]`);
  if (!current()(row)) return old?.remove();
  rows.querySelector(".empty")?.remove();
  if (old) swap(old.querySelector(".row"), line(row));
  else rows.prepend(item(row));
  while (rows.children.length > 500) rows.lastChild.remove();
}

function drawCounts() {
  for (const segment of byId("log").querySelectorAll("[data-filter]")) {
    const { filter: key, words } = segment.dataset;
    const number = state.log.filter(FILTERS.find(([one]) => one === key)[2]).length;
    segment.textContent = `${words} ${number}`;
    segment.setAttribute("aria-pressed", String(key === filter));
    segment.className = key === "failed" && number ? "bad" : "";
  }
}

function current() {
  return FILTERS.find(([key]) => key === filter)[2];
}

function item(row) {
  const box = h("li", { "data-row": row.id }, line(row));
  if (row.id === opened) show(box, row);
  return box;
}

function line(row) {
  const side = row.side === "api" ? h("span", { class: "tag neutral", text: "接口" }) : h("span", { class: "tag violet", text: "回调" });
  const mark = h("span", { class: `mark-${row.outcome}` }, icon(row.outcome, 17), h("span", { class: "unseen", text: MARKS[row.outcome] }));
  const ms = row.ms === null ? "" : `${row.ms.toLocaleString("en")} ms`;
  return button(
    { class: "row", "aria-expanded": String(row.id === opened), onclick: (event) => toggle(event.currentTarget, row) },
    h("time", { text: clockTime(row.at, true) }),
    side,
    h("span", { class: "say" }, h("b", { text: row.name }), h("span", { text: row.note })),
    h("span", { class: "ms", text: ms }),
    mark,
  );
}

function toggle(anchor, row) {
  const box = anchor.parentElement;
  const close = opened === row.id;
  const before = byId("rows").querySelector(".detail");
  before?.previousElementSibling.setAttribute("aria-expanded", "false");
  before?.remove();
  opened = close ? 0 : row.id;
  anchor.setAttribute("aria-expanded", String(!close));
  if (!close) show(box, row);
}

async function show(box, row) {
  try {
    const whole = await ask("GET", `log/${row.id}`);
    if (opened === row.id && !box.querySelector(".detail")) box.append(detailElement(whole));
  } catch (error) {
    toast(error.message);
  }
}
