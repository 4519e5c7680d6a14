// JSON and XML to read (排版): keys coloured, long lists in one line, never HTML.

import { h } from "./dom.js";

const MOST = { horizontal_content_list: 6, button_list: 6, jump_list: 3, vertical_content_list: 4, articles: 8, select_list: 3 };
const WIDTH = 68;
const TELLING = ["title", "text", "content", "url"];

export function colouredJson(value) {
  return colour(JSON.stringify(value, null, 2));
}

/** The gist of a request: lists become their length or their texts, long texts are cut. */
export function shortJson(value) {
  return colour(lines(value, 0, 0));
}

export function colouredXml(text) {
  const parts = [];
  let depth = 0;
  for (const [piece] of text.matchAll(/<!\[CDATA\[[\s\S]*?\]\]>|<\/?[^>]+>|[^<]+/g)) {
    const tag = piece.startsWith("<") && !piece.startsWith("<!");
    const closes = piece.startsWith("</");
    if (closes) depth -= 1;
    const last = parts[parts.length - 1];
    const fresh = tag && (!closes || last?.closes);
    if (piece.trim()) parts.push({ text: fresh && parts.length ? `\n${"  ".repeat(depth)}${piece}` : piece, tag, closes });
    if (tag && !closes) depth += 1;
  }
  return parts.map(({ text: words, tag }) => (tag ? h("span", { class: "tagname", text: words }) : words));
}

/** Short pairs share a line, as many as fit; a pair that does not fit opens a block of its own. */
function lines(value, depth, used) {
  const flat = oneLine(value, depth);
  if (flat.length + used <= WIDTH || typeof value !== "object" || value === null || Array.isArray(value)) return flat;
  const pad = "  ".repeat(depth + 1);
  const rows = [];
  let row = "";
  let room = WIDTH - used;
  for (const [key, one] of Object.entries(value)) {
    const pair = `"${key}": ${listText(key, one) || lines(one, depth + 1, pad.length + key.length + 4)}`;
    if (row && row.length + pair.length + 2 <= room) row += `, ${pair}`;
    else {
      if (row) room = WIDTH - pad.length;
      if (row) rows.push(row);
      row = pair;
    }
  }
  return `{ ${[...rows, row].join(`,\n${pad}`)} }`;
}

function listText(key, value) {
  if (!Array.isArray(value) || !value.length || typeof value[0] !== "object") return "";
  if (value.every((one) => one.text)) return `[ ${value.map((one) => JSON.stringify(one.text)).join(", ")} ]`;
  return `[ … ${value.length}${MOST[key] ? ` / 最多 ${MOST[key]}` : ""} ]`;
}

/** Deep inside only the most telling pair of an object is shown. */
function oneLine(value, depth = 0) {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[ ${value.map((one) => oneLine(one, depth + 1)).join(", ")} ]`;
  const keys = Object.keys(value);
  if (!keys.length) return "{}";
  const telling = TELLING.find((key) => key in value) || keys[0];
  const pairs = (depth > 1 ? [telling] : keys).map((key) => `"${key}": ${listText(key, value[key]) || oneLine(value[key], depth + 1)}`);
  return `{ ${pairs.join(", ")}${pairs.length < keys.length ? ", …" : ""} }`;
}

function colour(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(/"(?:[^"\\]|\\.)*"(?=\s*:)/g)) {
    parts.push(text.slice(from, found.index), h("span", { class: "key", text: found[0] }));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
}
