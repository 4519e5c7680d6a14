// The phone (手机): status bar, chat with the app, and what lies over it.

import { ask, me, now, on, state } from "./company.js";
import { button, byId, fill, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { openPage } from "./browser.js";
import { startComposer } from "./composer.js";
import { openDrawer } from "./drawers.js";
import { openMenu } from "./menus.js";
import { messageElement } from "./messages.js";
import { closeSheet } from "./sheets.js";
import { chatTime, clockTime } from "./times.js";

const GAP = 300;

export function startPhone() {
  const back = button({ class: "icon-button", "aria-label": "回到会话底部", onclick: () => toEnd() }, icon("back", 22));
  const capsule = button({ class: "capsule", "aria-label": "更多", "aria-haspopup": "menu", onclick: showMenu }, icon("more", 24), h("span", { id: "capsule-badge" }));
  byId("phone").append(
    h(
      "div",
      { class: "screen", id: "screen" },
      h("div", { class: "status", "aria-hidden": "true" }, h("span", { id: "phone-time" }), signs()),
      h("div", { class: "title-bar" }, h("div", { class: "end" }, back), h("h2", { id: "agent-name" }), h("div", { class: "end" }, capsule)),
      h("ul", { class: "chat", id: "chat", tabindex: "0", "aria-label": "会话" }),
      h("div", { class: "unseen", id: "heard", role: "status" }),
      h("div", { class: "bar-box", id: "bar-box" }),
      h("div", { class: "home", "aria-hidden": "true" }),
    ),
  );
  startComposer();
  keepEnd();
  on("chat", drawChat);
  on("message", drawMessage);
  on("person", () => (closeSheet(), drawChat()));
  on("people", drawBadge);
  on("clock", tick);
  setInterval(tick, 1000);
}

function tick() {
  byId("phone-time").textContent = clockTime(now());
}

function drawChat() {
  byId("agent-name").textContent = state.agent?.name || "";
  if (!state.messages.length) {
    return fill(byId("chat"), h("li", { class: "blank", text: "还没有消息。发一张名片照片，或打一句话试试" }));
  }
  fill(byId("chat"), state.messages.map((message, place) => [timeBefore(place), messageElement(message)]));
  toEnd("auto");
}

function drawMessage(message) {
  const place = state.messages.indexOf(message);
  const old = byId("chat").querySelector(`[data-id="${message.id}"]`);
  const near = nearEnd();
  if (old) renew(old, message);
  else if (state.messages.length === 1) return drawChat();
  else byId("chat").append(...[timeBefore(place), messageElement(message)].filter(Boolean));
  if (!old) say(message);
  if (near || message.sender === "person") toEnd();
}

function renew(old, message) {
  const held = old.contains(document.activeElement);
  old.replaceWith(messageElement(message));
  if (held) byId("chat").focus({ preventScroll: true });
}

/** For those who listen instead of looking. */
function say(message) {
  if (message.sender === "app") byId("heard").textContent = byId("chat").lastElementChild.textContent.slice(0, 200);
}

function timeBefore(place) {
  const { sent_at: at } = state.messages[place];
  const before = state.messages[place - 1];
  return !before || at - before.sent_at > GAP ? h("li", { class: "time", text: chatTime(at) }) : null;
}

/** When the keyboard or the tray takes room, who read the newest message goes on reading it. */
function keepEnd() {
  const chat = byId("chat");
  let near = true;
  chat.addEventListener("scroll", () => (near = nearEnd()), { passive: true });
  new ResizeObserver(() => near && chat.scrollTo({ top: chat.scrollHeight })).observe(chat);
}

function nearEnd() {
  const chat = byId("chat");
  return chat.scrollHeight - chat.scrollTop - chat.clientHeight < 240;
}

function toEnd(behavior = "smooth") {
  const chat = byId("chat");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const go = () => chat.scrollTo({ top: chat.scrollHeight, behavior: calm ? "auto" : behavior });
  go();
  for (const image of chat.querySelectorAll("img")) if (!image.complete) image.addEventListener("load", go, { once: true });
}

function drawBadge() {
  const others = state.people.filter((person) => person.userid !== state.person && person.unread).length;
  const badge = byId("capsule-badge");
  badge.className = others && matchMedia("(max-width: 760px)").matches ? "badge" : "";
  badge.textContent = badge.className ? String(others) : "";
}

function showMenu(event) {
  const small = matchMedia("(max-width: 760px)").matches;
  const more = small
    ? [
        { text: `用谁的手机：${me()?.name || ""}`, icon: icon("people"), run: () => openDrawer("side") },
        { text: "调用记录", icon: icon("log"), run: () => openDrawer("log") },
        { text: "打开桌面版", icon: icon("expand"), href: `${state.app}/sign-in/web` },
        { text: "重置演示数据", icon: icon("reset"), run: () => byId("reset").click() },
      ]
    : [];
  openMenu(event.currentTarget, [
    { text: "应用主页", icon: icon("home"), run: () => openPage(`${state.app}/m/`) },
    { text: "重新进入应用", icon: icon("enter"), run: enter },
    ...more,
  ]);
}

export async function enter() {
  try {
    await ask("POST", `people/${state.person}/enter`, {});
    toast("已发出 enter_agent");
  } catch (error) {
    toast(error.message);
  }
}

function signs() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 66 14", width: 66, height: 14 })) svg.setAttribute(key, value);
  const shape = (d, fill) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", d);
    path.setAttribute("fill", fill ? "currentColor" : "none");
    if (!fill) for (const [key, value] of Object.entries({ stroke: "currentColor", "stroke-width": 1.6, "stroke-linecap": "round" })) path.setAttribute(key, value);
    svg.append(path);
  };
  shape("M0 10h2.500v3H0zM4 7.500h2.500V13H4zM8 4.500h2.500V13H8zM12 1h2.500v12H12z", true);
  shape("M22 5.500a9.500 9.500 0 0 1 13 0M24.500 8.300a6 6 0 0 1 8 0M27 11a2.500 2.500 0 0 1 3 0", false);
  shape("M44 2h15a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H44a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM63.500 5.500v3M46 5v4M50 5v4M54 5v4", false);
  return svg;
}
