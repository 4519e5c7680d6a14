// Whose phone is used (用谁的手机): search, unread counts, a new employee.

import { ask, on, state, usePerson } from "./company.js";
import { button, byId, fill, h, toast } from "./dom.js";
import { askFor } from "./dialogs.js";
import { closeDrawer } from "./drawers.js";
import { icon } from "./icons.js";

let query = "";
let all = false;

export function startPeople() {
  const search = h("input", { type: "search", placeholder: "姓名或部门", "aria-label": "姓名或部门", autocomplete: "off" });
  search.addEventListener("input", () => ((query = search.value.trim().toLowerCase()), draw()));
  fill(
    byId("people"),
    h("div", { class: "panel-head" }, h("h2", { text: "用谁的手机" }), h("span", { class: "aside", id: "company" }), close()),
    h("label", { class: "search" }, icon("search", 17), search),
    h("ul", { class: "people", id: "people-list" }),
    h(
      "div",
      { class: "people-foot" },
      button({ class: "text-button", onclick: addPerson }, icon("plus", 16), "加一个新员工"),
      button({ class: "text-button", id: "all-people", onclick: () => ((all = !all), draw()) }),
    ),
  );
  on("people", draw);
}

function close() {
  return button({ class: "icon-button drawer-close", "aria-label": "关闭", onclick: closeDrawer }, icon("close", 20));
}

function draw() {
  byId("company").textContent = `${state.company} ${state.people.length} 人`;
  byId("all-people").textContent = all ? "收起" : "看全部";
  byId("all-people").hidden = Boolean(query);
  const rows = shown().map((person) => h("li", {}, row(person)));
  fill(byId("people-list"), rows.length ? rows : h("li", { class: "empty", text: "没有这个人，换个名字或部门" }));
}

function shown() {
  const words = (person) => `${person.name} ${person.department} ${person.position} ${person.userid}`.toLowerCase();
  if (query) return state.people.filter((person) => words(person).includes(query));
  if (all) return state.people;
  return state.people.filter((person) => person.prominent || person.unread || person.userid === state.person);
}

function row(person) {
  const current = person.userid === state.person;
  const use = () => (closeDrawer(), usePerson(person.userid).catch((error) => toast(error.message)));
  const name = h("b", {}, person.name, current && h("span", { class: "now", text: "正在用" }));
  const unread = person.unread && !current;
  return button(
    { class: "person", "aria-pressed": String(current), onclick: use },
    h("span", { class: `avatar tone-${person.tone}`, "aria-hidden": "true", text: person.name[0] }),
    h("span", { class: "who" }, name, h("small", { text: `${person.department} · ${person.position}` })),
    unread && h("span", { class: "badge" }, String(Math.min(person.unread, 99)), h("span", { class: "unseen", text: " 条未读" })),
  );
}

async function addPerson() {
  const departments = state.departments.map((one) => ({ value: String(one.id), text: one.name }));
  const given = await askFor("加一个新员工", "应用会收到通讯录变更和关注事件", "加入公司", [
    { name: "name", label: "姓名", value: "" },
    { name: "department", label: "部门", options: departments, value: "7" },
    { name: "position", label: "职务", value: "销售" },
  ]);
  if (!given) return;
  try {
    const person = await ask("POST", "people", { ...given, department: Number(given.department) });
    toast(`${person.name}已加入${person.department}`);
  } catch (error) {
    toast(error.message);
  }
}
