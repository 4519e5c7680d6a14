// The little markup WeCom's client understands (富文本), made into elements without HTML.

import { h } from "./dom.js";

const LINK = /<a\s[^>]*?href=(["'])(.*?)\1[^>]*>([\s\S]*?)<\/a>|(https?:\/\/[^\s<>"'）】，。]+)/gi;

/** Text messages: line breaks, <a href> and bare addresses. */
export function textParts(content, open) {
  return split(content, LINK, (found) => link(found[2] || found[4], found[3] || found[4], open));
}

/** markdown messages: headings, bold, links, code, quotes, three colours. */
export function markdownParts(content, open) {
  return content.split("\n").map((line) => {
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading) return h("h3", {}, inline(heading[2], open));
    if (line.startsWith(">")) return h("blockquote", {}, inline(line.replace(/^>\s?/, ""), open));
    return h("div", {}, line ? inline(line, open) : h("br"));
  });
}

/** Descriptions of text cards: <br> and <div class="gray|normal|highlight">. */
export function divParts(content) {
  const block = /<div class=["'](gray|normal|highlight)["']>([\s\S]*?)<\/div>|<br\s*\/?>/gi;
  return split(content, block, (found) => (found[1] ? h("div", { class: found[1], text: found[2] }) : h("br")));
}

function inline(text, open) {
  const mark =
    /\*\*(.+?)\*\*|\[([^\]]+)\]\((https?:[^)\s]+)\)|`([^`]+)`|<font color=["'](info|comment|warning)["']>([\s\S]*?)<\/font>/g;
  return split(text, mark, (found) => {
    if (found[1]) return h("b", {}, inline(found[1], open));
    if (found[3]) return link(found[3], found[2], open);
    if (found[4]) return h("code", { text: found[4] });
    return h("span", { class: found[5] }, inline(found[6], open));
  });
}

function link(address, words, open) {
  const click = (event) => (event.preventDefault(), open(address));
  return h("a", { href: address, text: words, onclick: click });
}

function split(text, pattern, make) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    parts.push(text.slice(from, found.index), make(found));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)].filter((part) => part !== "");
}
