// Template cards as WeCom draws them (模板卡片): five kinds, their buttons, selections and menu.

import { ask, state } from "./company.js";
import { button, h, toast } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menus.js";
import { openPage } from "./browser.js";

const LOGO = "/simulator/page/icon.svg";

/** One card with its buttons alive, or greyed when it was replaced. */
export function cardElement(message) {
  const { card, replaced } = message.body;
  const chosen = {};
  const body = h(
    "div",
    { class: "inside" },
    source(message, card),
    head(card),
    card.emphasis_content && emphasis(card.emphasis_content),
    card.image_text_area && sideImage(card.image_text_area),
    card.quote_area && quote(card.quote_area),
    card.sub_title_text && h("p", { class: "long", text: card.sub_title_text }),
    (card.vertical_content_list || []).map(block),
    rows(card.horizontal_content_list || []),
    choices(card, chosen, Boolean(replaced)),
  );
  return h(
    "article",
    { class: "card", "aria-label": card.main_title?.title || "卡片" },
    card.card_image && cover(card),
    body,
    (card.jump_list || []).filter((jump) => jump.title).map(jumpRow),
    replaced ? h("div", { class: "done", text: replaced }) : buttons(message, card, chosen),
  );
}

function source(message, card) {
  const given = card.source || {};
  const actions = card.action_menu?.action_list || [];
  if (!given.desc && !actions.length) return null;
  const show = (event) =>
    openMenu(
      event.currentTarget,
      actions.map((action) => ({ text: action.text, run: () => press(message, action.key, {}) })),
    );
  return h(
    "div",
    { class: "source" },
    given.desc && picture(given.icon_url, "", LOGO),
    h("span", { class: `tint-${given.desc_color || 0}`, text: given.desc || "" }),
    h("span", { class: "grow" }),
    actions.length > 0 &&
      button({ "aria-label": card.action_menu.desc || "更多", "aria-haspopup": "menu", onclick: show }, icon("more", 16)),
  );
}

function head(card) {
  const { title, desc } = card.main_title || {};
  const lines = [title && h("h3", { text: title }), desc && h("p", { class: "sub", text: desc })];
  const address = card.card_action?.type === 1 && card.card_action.url;
  if (!address || !title) return lines;
  return h("a", { class: "opens plain", href: address, onclick: follow(address) }, lines);
}

function emphasis({ title, desc }) {
  return h("div", { class: "emphasis" }, h("b", { text: title || "" }), h("span", { text: desc || "" }));
}

function quote(area) {
  const lines = [area.title && h("b", { text: area.title }), area.quote_text || ""];
  if (area.type !== 1) return area.title || area.quote_text ? h("div", { class: "quote" }, lines) : null;
  return h("a", { class: "quote plain", href: area.url, onclick: follow(area.url) }, lines);
}

function sideImage(area) {
  const words = h("span", { class: "block" }, h("b", { text: area.title || "" }), area.desc || "");
  const inner = [words, picture(area.image_url, area.title || "")];
  if (area.type !== 1) return h("div", { class: "side-image" }, inner);
  return h("a", { class: "side-image plain", href: area.url, onclick: follow(area.url) }, inner);
}

function cover(card) {
  const image = picture(card.card_image.url, card.main_title?.title || "");
  image.className = "cover";
  image.style.aspectRatio = String(card.card_image.aspect_ratio || 1.3);
  return image;
}

function block({ title, desc }) {
  return h("div", { class: "block" }, h("b", { text: title }), desc || "");
}

function rows(list) {
  if (!list.length) return null;
  return h("dl", {}, list.map((row) => h("div", {}, h("dt", { text: row.keyname }), h("dd", {}, rowValue(row)))));
}

function rowValue(row) {
  const words = row.value || (row.type === 1 ? "查看" : "");
  if (row.type === 1) return h("a", { href: row.url, text: words, onclick: follow(row.url) });
  if (row.type === 2) return h("a", { href: `/simulator/_sim/media/${row.media_id}`, download: words, text: words });
  if (row.type === 3) return button({ text: words || row.userid, onclick: () => describe(row.userid) });
  return words;
}

function describe(userid) {
  const person = state.people.find((one) => one.userid.toLowerCase() === userid.toLowerCase());
  toast(person ? `${person.name} · ${person.department} · ${person.position}` : "没有这个人");
}

function jumpRow(jump) {
  if (jump.type !== 1) return h("div", { class: "jump", text: jump.title });
  return h("a", { class: "jump", href: jump.url, onclick: follow(jump.url) }, jump.title, icon("next", 16));
}

function choices(card, chosen, disabled) {
  const lists = [card.button_selection, ...(card.select_list || [])].filter(Boolean);
  return [
    ...lists.map((list) => selection(list, chosen, disabled || list.disable)),
    card.checkbox && boxes(card.checkbox, chosen, disabled || card.checkbox.disable),
  ];
}

function selection(list, chosen, disabled) {
  const start = list.selected_id || list.option_list[0].id;
  chosen[list.question_key] = [start];
  const change = (event) => (chosen[list.question_key] = [event.target.value]);
  const options = list.option_list.map((one) =>
    h("option", { value: one.id, selected: one.id === start, text: one.text }),
  );
  const select = h("select", { disabled, onchange: change, "aria-label": list.title || "选项" }, options);
  return h("label", { class: "pick" }, list.title || "", select);
}

function boxes(list, chosen, disabled) {
  const many = list.mode === 1;
  chosen[list.question_key] = list.option_list.filter((one) => one.is_checked).map((one) => one.id);
  const name = `q${Math.random()}`;
  const change = (event) => {
    const inputs = [...event.target.closest("fieldset").querySelectorAll("input")];
    chosen[list.question_key] = inputs.filter((input) => input.checked).map((input) => input.value);
  };
  const option = (one) =>
    h(
      "label",
      {},
      h("input", { type: many ? "checkbox" : "radio", name, value: one.id, checked: one.is_checked, disabled }),
      one.text,
    );
  const legend = h("legend", { class: "unseen", text: many ? "可选多项" : "选一项" });
  return h("fieldset", { onchange: change }, legend, list.option_list.map(option));
}

function buttons(message, card, chosen) {
  const submit = card.submit_button && { text: card.submit_button.text || "提交", key: card.submit_button.key, style: 1 };
  const list = submit ? [submit] : card.button_list || [];
  if (!list.length) return null;
  const odd = list.length % 2;
  return h(
    "div",
    { class: "buttons" },
    list.map((one, place) => {
      const wide = odd && place === 0 ? " wide" : "";
      const first = (place - odd) % 2 === 0 ? " odd" : "";
      return button({
        class: `style-${one.style || 1}${wide}${first}`,
        text: one.text,
        onclick: (event) => (one.type === 1 ? openPage(one.url) : pressed(event, message, one.key, chosen)),
      });
    }),
  );
}

async function pressed(event, message, key, chosen) {
  const all = [...event.currentTarget.parentElement.children];
  for (const one of all) one.disabled = true;
  event.currentTarget.classList.add("waiting");
  await press(message, key, chosen);
  setTimeout(() => {
    for (const one of all) one.disabled = false;
  }, 3000);
}

async function press(message, key, chosen) {
  try {
    await ask("POST", `people/${message.person}/press`, { message: message.id, key, chosen });
  } catch (error) {
    toast(error.message);
  }
}

export function follow(address) {
  return (event) => {
    event.preventDefault();
    openPage(address);
  };
}

/** A picture of the app; what the page may not load is replaced and never asked for. */
export function picture(address, alt, instead = "") {
  const near = address && [location.origin, state.app].some((origin) => address.startsWith(`${origin}/`));
  const image = h("img", { src: near ? address : instead || undefined, alt });
  if (instead) image.addEventListener("error", () => (image.src = instead), { once: true });
  return image;
}
