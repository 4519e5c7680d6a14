// The filter language as values: combine, read, change and say conditions (筛选).

import { show } from "./fields/registry";
import { nameOf } from "./names";
import { fieldOf } from "./schema";
import type { Condition, Field, Kind, ObjectSchema, Ref, Where } from "./types";
import { t } from "./words";

export const isCondition = (where: Where): where is Condition => "field" in where;

/** What one import, or another deed, made: no field of the record, so nothing to edit. */
const BATCH = "_batch";
export const madeInBatch = (batch: string): Condition => ({ field: BATCH, is: batch });
export const isBatch = (where: Where): boolean => isCondition(where) && where.field === BATCH;

/** All of these at once; empty ones fall away, nested `all` is flattened; null when nothing is left. */
export function both(...parts: (Where | null | undefined)[]): Where | null {
  const flat = parts.flatMap((part) => (part && "all" in part ? (part.all as Where[]) : part ? [part] : []));
  if (flat.length === 0) return null;
  return flat.length === 1 ? (flat[0] ?? null) : { all: flat };
}

/** The conditions of a flat filter, as the filter sheet edits them. */
export function conditionsOf(where: Where | null): Condition[] {
  if (!where) return [];
  if (isCondition(where)) return [where];
  return "all" in where ? (where.all as Where[]).filter(isCondition) : [];
}

export function operatorOf(condition: Condition): string {
  return Object.keys(condition).find((key) => key !== "field") ?? "is";
}

/** What must all hold at once: the members of a top-level `all`, or the one thing there is. */
export const partsOf = (where: Where | null): Where[] => (!where ? [] : "all" in where ? (where.all as Where[]) : [where]);

/** One condition per field: replaces in its place, or removes with null; groups stay as they are. */
export function withCondition(where: Where | null, field: string, change: Condition | null): Where | null {
  const parts = partsOf(where);
  const at = parts.findIndex((part) => isCondition(part) && part.field === field);
  const others = parts.filter((part) => !isCondition(part) || part.field !== field);
  if (at < 0 || !change) return both(...others, change);
  return both(...parts.flatMap((part, index) => (index === at ? [change] : others.includes(part) ? [part] : [])));
}

export const withoutPart = (where: Where | null, index: number): Where | null =>
  both(...partsOf(where).filter((_, at) => at !== index));

export const conditionFor = (where: Where | null, field: string): Condition | undefined =>
  conditionsOf(where).find((condition) => condition.field === field);

export interface Stretch {
  word: string;
  label: string;
}

export const PAST: Stretch[] = [
  { word: "today", label: "今天" },
  { word: "yesterday", label: "昨天" },
  { word: "this_week", label: "本周" },
  { word: "last_week", label: "上周" },
  { word: "this_month", label: "本月" },
  { word: "last_month", label: "上月" },
  { word: "last_n_days:30", label: "近 30 天" },
];

export const AHEAD: Stretch[] = [
  { word: "today", label: "今天" },
  { word: "this_week", label: "本周" },
  { word: "next_n_days:7", label: "未来 7 天" },
  { word: "next_n_days:14", label: "两周内" },
  { word: "this_month", label: "本月" },
];

const isPast = (field: Field): boolean => /(created|updated|last|entered|closed)/.test(field.key);

export const stretchesFor = (field: Field): Stretch[] => (isPast(field) ? PAST : AHEAD);

export type FilterControl = "options" | "stretch" | "people" | "range" | "words" | "truth" | "filled";

const CONTROLS: Partial<Record<Kind, FilterControl>> = {
  choice: "options", choices: "options", date: "stretch", datetime: "stretch", money: "range", number: "range",
  text: "words", long_text: "words", phone: "words", email: "words", url: "words", boolean: "truth",
};

export function filterControl(field: Field): FilterControl {
  if (field.kind === "reference" && field.to === "member") return "people";
  return CONTROLS[field.kind] ?? "filled";
}

const WORDS: Record<string, string> = {
  me: "我", my_team: "我的团队", this_quarter: "本季度", last_quarter: "上季度", this_year: "今年",
  ...Object.fromEntries([...PAST, ...AHEAD].map((item) => [item.word, item.label])),
};

export const isStretchWord = (value: string): boolean => value in WORDS || /^(last|next)_n_days:\d+$/.test(value);

function valueWord(field: Field, value: unknown): string {
  const word = WORDS[String(value)];
  if (word) return t(word);
  if (field.kind === "reference" && field.to && typeof value === "number") return nameOf(field.to, value);
  const days = /^(last|next)_n_days:(\d+)$/.exec(String(value));
  if (days) return t(days[1] === "last" ? "近 {n} 天" : "未来 {n} 天", { n: days[2] ?? "" });
  return show(field, value);
}

const SENTENCES: Record<string, string> = {
  is_not: "不是 {v}", not_in: "都不是 {v}", contains: "含「{v}」", starts: "以「{v}」开头",
  under: "{v}（含下级）", gte: "不少于 {v}", lte: "不多于 {v}", gt: "多于 {v}", lt: "少于 {v}",
};
const IN_TIME: Record<string, string> = { gte: "{v} 起", lte: "到 {v}", gt: "晚于 {v}", lt: "早于 {v}" };

/** 下次跟进：两周内 */
export function say(field: Field, condition: Condition): string {
  const operator = operatorOf(condition);
  if (operator === "empty" || operator === "filled") return `${field.label}：${operator === "empty" ? t("未填") : t("已填")}`;
  const value = condition[operator];
  const ago = operator === "lt" && /^last_n_days:(\d+)$/.exec(String(value));
  if (ago) return t("{label}：{n} 天以前", { label: field.label, n: ago[1] ?? "" });
  const words = (Array.isArray(value) ? value : [value]).map((item) => valueWord(field, item));
  const timed = field.kind === "date" || field.kind === "datetime" ? IN_TIME[operator] : undefined;
  const sentence = t(timed ?? SENTENCES[operator] ?? "{v}", { v: words.join(operator === "between" ? " – " : "、") });
  return `${field.label}：${sentence}`;
}

/** Any filter in words: conditions of `all` one after the other, those of `any` with 或 between them. */
export function sayWhere(schema: ObjectSchema, where: Where): string {
  if (isCondition(where)) {
    if (isBatch(where)) return t("同一批新建的");
    const field = fieldOf(schema, where.field);
    return field ? say(field, where) : where.field;
  }
  const parts = ("all" in where ? where.all : where.any) as Where[];
  const words = parts.map((part) => (isCondition(part) ? sayWhere(schema, part) : `（${sayWhere(schema, part)}）`));
  return words.join("all" in where ? t("，且 ") : t(" 或 "));
}

/** A member condition: the words me and my_team, or people by id. */
export function ownedBy(...who: ("me" | "my_team" | Ref)[]): Condition {
  return { field: "owner", in: who.map((one) => (typeof one === "string" ? one : one.id)) };
}

/** In the address: compact JSON, unreadable text counts as no filter. */
export function parseWhere(text: unknown): Where | null {
  if (typeof text !== "string" || !text) return null;
  try {
    const value = JSON.parse(text) as Where;
    return value && typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
