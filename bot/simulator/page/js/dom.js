// Elements without markup strings (页面元素): everything shown is text, never HTML.

/** h("button", {class: "x", onclick}, children…): a property where one exists, else an attribute. */
export function h(tag, given = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter(Boolean));
  return element;
}

export function button(given, ...children) {
  return h("button", { type: "button", ...given }, ...children);
}

export function byId(id) {
  return document.getElementById(id);
}

/** New children; who had the keyboard focus inside keeps his place. */
export function fill(element, ...children) {
  const place = stops(element).indexOf(document.activeElement);
  element.replaceChildren(...children.flat(3).filter(Boolean));
  if (place >= 0) stops(element)[place]?.focus({ preventScroll: true });
}

/** Puts `fresh` in the place of `old`, the focus too. */
export function swap(old, fresh) {
  const held = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (held) (stops(fresh)[0] || fresh).focus({ preventScroll: true });
}

function stops(element) {
  return [...element.querySelectorAll("button, a[href], input, select, textarea")];
}

let hiding;
/** One line at the bottom for a moment. */
export function toast(words) {
  const box = byId("toast");
  box.textContent = words;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (box.hidden = true), 4000);
}
