// A small menu beside a button (浮动菜单): arrows move, Escape closes, focus returns.

import { button, h } from "./dom.js";

/** entries: {text, icon?, run} or {text, href}. */
export function openMenu(anchor, entries) {
  document.querySelector(".menu")?.remove();
  const box = h("div", { class: "menu", role: "menu" });
  const close = (back = true) => {
    box.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (back) anchor.focus();
  };
  const outside = (event) => !box.contains(event.target) && close(false);
  const items = entries.map((entry) =>
    entry.href
      ? h("a", { role: "menuitem", href: entry.href, target: "_blank", rel: "noopener", onclick: () => close() }, entry.icon, entry.text)
      : button({ role: "menuitem", onclick: () => (close(), entry.run()) }, entry.icon, entry.text),
  );
  box.append(...items);
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const place = items.indexOf(document.activeElement);
      items[(place + step + items.length) % items.length].focus();
    }
    if (event.key === "Escape" || event.key === "Tab") close();
    if (event.key === "Escape") event.stopPropagation();
  });
  document.body.append(box);
  place(box, anchor.getBoundingClientRect());
  document.addEventListener("pointerdown", outside, true);
  items[0].focus();
}

function place(box, near) {
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(8, Math.min(near.right - width, innerWidth - width - 8));
  const top = near.bottom + height + 8 > innerHeight ? near.top - height - 6 : near.bottom + 6;
  box.style.left = `${left}px`;
  box.style.top = `${Math.max(8, top)}px`;
}
