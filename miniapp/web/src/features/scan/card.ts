// From a card reading to rows to check: values, doubts, alternatives, places in the photo (名片字段).

import { compactPhone as compact, phone } from "@/core/format/numbers";
import type { CardReading, Reading } from "@/core/types";
import { t } from "@/core/words";

export const DOUBT = 0.8;

export type Point = [number, number];

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface CardRow {
  id: string;
  field: string;
  label: string;
  value: string;
  read: string;
  doubtful: boolean;
  confirmed: boolean;
  shape: Point[];
  alternatives: string[];
}

const LABELS: Record<string, string> = {
  name: "姓名", company: "公司", department: "部门", title: "职务", mobile: "手机", phone: "电话", fax: "传真",
  email: "邮箱", wechat: "微信", qq: "QQ", website: "网址", address: "地址", postcode: "邮编",
  name_en: "英文名", company_en: "公司英文名", department_en: "部门英文名", title_en: "职务英文", address_en: "英文地址",
};
const ORDER = Object.keys(LABELS);
const ALWAYS = ["name", "company", "title", "mobile"];

export const KEYBOARDS: Record<string, "tel" | "email" | "url" | "numeric"> = {
  mobile: "tel", phone: "tel", fax: "tel", email: "email", website: "url", postcode: "numeric", qq: "numeric",
};

/** A polygon, a list of four numbers (left, top, right, bottom), or nothing. */
export function shapeOf(box: unknown): Point[] {
  if (!Array.isArray(box) || box.length < 4) return [];
  if (box.every((one) => Array.isArray(one) && one.length >= 2)) return (box as number[][]).map((one) => [Number(one[0]), Number(one[1])]);
  const [left = 0, top = 0, right = 0, bottom = 0] = box.map(Number);
  return [[left, top], [right, top], [right, bottom], [left, bottom]];
}

export function boundsOf(points: Point[], margin = 0): Rect {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return { x: left - margin, y: top - margin, width: right - left + 2 * margin, height: bottom - top + 2 * margin };
}

const samePlace = (a: Reading, b: Reading): boolean => JSON.stringify(a.box) === JSON.stringify(b.box);

/** Several readings of one place are alternatives; readings of other places are further values. */
function groups(readings: Reading[]): Reading[][] {
  const found: Reading[][] = [];
  for (const reading of readings) {
    const same = found.find((group) => group[0] && shapeOf(reading.box).length > 0 && samePlace(group[0], reading));
    if (same) same.push(reading);
    else found.push([reading]);
  }
  return found;
}

/** Mobile numbers are compared by eye: 139 0000 2716. */
const readable = (field: string, value: string): string => (field === "mobile" ? phone(value) : value);

function rowOf(field: string, index: number, readings: Reading[]): CardRow {
  const [best, ...rest] = [...readings].sort((a, b) => b.confidence - a.confidence);
  const value = readable(field, best?.value ?? "");
  return {
    id: `${field}-${index}`, field, label: t(LABELS[field] ?? field), value, read: value, confirmed: false,
    doubtful: best !== undefined && best.confidence < DOUBT,
    shape: shapeOf(best?.box),
    alternatives: [...new Set(rest.map((one) => readable(field, one.value)))].filter((one) => one && one !== value).slice(0, 3),
  };
}

export function rowsOf(card: CardReading): CardRow[] {
  const known = Object.keys(card.fields);
  const fields = [...ORDER.filter((field) => known.includes(field) || ALWAYS.includes(field)), ...known.filter((field) => !ORDER.includes(field))];
  return fields.flatMap((field) => {
    const readings = card.fields[field] ?? [];
    return readings.length ? groups(readings).map((group, index) => rowOf(field, index, group)) : [rowOf(field, 0, [])];
  });
}

export const needsLook = (row: CardRow): boolean => row.doubtful && !row.confirmed && row.value === row.read;

/** Several numbers or titles are one text; of the rest the first counts, the server notes the others. */
const JOINTS: Record<string, string> = { mobile: "; ", phone: "; ", title: "、" };

/** What is saved, by field; emptied ones are said too, or the reading would come back. */
export function fieldsFrom(rows: CardRow[]): Record<string, string> {
  const values = new Map<string, string[]>();
  for (const row of rows) {
    const value = row.field === "mobile" ? compact(row.value) : row.value.trim();
    if (value || row.read) values.set(row.field, [...(values.get(row.field) ?? []), value].filter(Boolean));
  }
  const joined = [...values].map(([field, all]) => [field, field in JOINTS ? all.join(JOINTS[field]) : (all[0] ?? "")]);
  return Object.fromEntries(joined) as Record<string, string>;
}

/** Fields that were in doubt and that someone has looked at, every value of them. */
export function confirmedFrom(rows: CardRow[]): string[] {
  const doubtful = new Set(rows.filter((row) => row.doubtful).map((row) => row.field));
  return [...doubtful].filter((field) => rows.every((row) => row.field !== field || !needsLook(row)));
}

/** Splits an alternative into what it shares with the value and what differs: 27|76. */
export function difference(value: string, other: string): { same: string; rest: string } {
  let index = 0;
  while (index < other.length && other[index] === value[index]) index += 1;
  const from = /^\d[\d\s-]+$/.test(other) ? Math.max(0, Math.min(index, other.length - 4)) : 0;
  return { same: other.slice(from, index), rest: other.slice(index) };
}
