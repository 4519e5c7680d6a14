// Trouble on request, time travel and quick sending (制造故障、替他发一条).

import { ask, on, state } from "./company.js";
import { button, byId, fill, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { enter } from "./phone.js";
import { pickCard, pickPlace, sendVoice } from "./sending.js";
import { closeDrawer } from "./drawers.js";
import { dateTime } from "./times.js";

const CODES = ["45009", "-1", "6000", "45033", "40014", "60020", "48002", "HTTP 502"];
const SLOW_MS = 3000;
let code = CODES[0];

export function startQuick() {
  const act = (name, words, run) => button({ class: "button", onclick: () => (closeDrawer(), run()) }, icon(name, 18), words);
  fill(
    byId("quick"),
    h("div", { class: "panel-head" }, h("h2", { text: "替他发一条" })),
    h("div", { class: "quick" }, act("scan", "名片照片", pickCard), act("pin", "位置", () => pickPlace()), act("mic", "语音", sendVoice), act("enter", "进入应用", enter)),
  );
}

export function startFaults() {
  on("faults", draw);
  on("clock", draw);
}

function draw() {
  const faults = state.faults;
  const options = CODES.map((one) => h("option", { value: one, text: one, selected: one === code }));
  const choose = h("select", { "aria-label": "返回哪个错误码", onchange: (event) => ((code = event.target.value), faults.error_calls && change(errors(true))) }, options);
  const calls = Math.max(1, faults.error_calls);
  fill(
    byId("faults"),
    h("div", { class: "panel-head" }, h("h2", { text: "制造故障" }), button({ class: "text-button", text: "全部关闭", onclick: clear })),
    h(
      "ul",
      { class: "faults" },
      fault("timer", "接口变慢", "每次多等 3 秒", faults.delay_ms > 0, (on) => ({ delay_ms: on ? SLOW_MS : 0 })),
      fault("alert", "返回错误码", `下 ${calls} 次调用`, faults.error_calls > 0, errors, choose),
      fault("unplug", "答复丢失", "已处理，应用收不到答复", faults.lost_answer > 0, (on) => ({ lost_answer: on ? 1 : 0 })),
      fault("key", "令牌过期", "下次调用返回 42001", faults.expired_token, (on) => ({ expired_token: on })),
      fault("repeat", "回调重发 3 次", "同一条消息，同一 MsgId", faults.repeat_callbacks, (on) => ({ repeat_callbacks: on })),
      timeRow(),
    ),
  );
}

function errors(on) {
  const http = code.startsWith("HTTP");
  return { error_calls: on ? 1 : 0, error_code: http ? 0 : Number(code), error_http: http ? Number(code.slice(5)) : 0 };
}

function fault(name, words, hint, active, make, extra) {
  const toggle = button({ class: "switch", role: "switch", "aria-checked": String(active), "aria-label": words, onclick: () => change(make(!active)) });
  return h("li", { class: `fault${active ? " on" : ""}` }, icon(name, 18), h("div", { class: "what" }, h("b", { text: words }), h("small", { text: hint })), extra, toggle);
}

function timeRow() {
  const { ahead } = state.clock;
  const go = (seconds, words) => button({ class: "button small", text: words, onclick: () => travel({ advance: seconds }) });
  const back = ahead && button({ class: "button small", text: "回到现在", onclick: () => travel({ real: true }) });
  const hint = ahead ? `现在是 ${dateTime(Date.now() / 1000 + ahead)}` : "令牌、文件会过期";
  return h(
    "li",
    { class: "fault" },
    icon("clock", 18),
    h("div", { class: "what" }, h("b", { text: "拨快时间" }), h("small", { text: hint })),
    h("div", { class: "pair" }, back || go(7200, "2 小时"), go(259200, "3 天")),
  );
}

async function change(given) {
  try {
    await ask("PUT", "faults", given);
  } catch (error) {
    toast(error.message);
  }
}

async function clear() {
  await ask("DELETE", "faults").catch((error) => toast(error.message));
}

async function travel(given) {
  try {
    await ask("POST", "clock", given);
  } catch (error) {
    toast(error.message);
  }
}
