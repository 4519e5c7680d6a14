// Questions before something is lost, and small forms (对话框).

import { button, h } from "./dom.js";

/** True when the person confirmed. */
export function confirm(title, words, yes) {
  return show(title, words, [], h("button", { class: "button danger", value: "yes", text: yes }));
}

/** The values of a small form, or nothing when it was left. fields: {name, label, value, options?}. */
export function askFor(title, words, yes, fields) {
  return show(title, words, fields.map(field), h("button", { class: "button primary", value: "yes", text: yes }));
}

function field({ name, label, value, options }) {
  const control = options
    ? h("select", { name }, options.map((one) => h("option", { value: one.value, selected: one.value === value, text: one.text })))
    : h("input", { name, value, required: true, maxlength: 16, autocomplete: "off" });
  return h("label", {}, label, control);
}

function show(title, words, fields, yes) {
  const no = button({ class: "button", text: "取消", onclick: () => dialog.close() });
  const form = h("form", { method: "dialog" }, h("h2", { text: title, id: "question" }), h("p", { text: words }), fields, h("div", { class: "choices" }, no, yes));
  const dialog = h("dialog", { "aria-labelledby": "question" }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((answer) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "yes") return answer(undefined);
      answer(fields.length ? Object.fromEntries(new FormData(form)) : true);
    }),
  );
}
