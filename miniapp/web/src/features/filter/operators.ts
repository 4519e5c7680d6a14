// Which comparisons a field allows, how they read, and what kind of value each takes (比较方式).

import type { Field, Kind } from "@/core/types";
import { t } from "@/core/words";

export type Shape =
  | "none" | "text" | "texts" | "number" | "range" | "option" | "options" | "record" | "records" | "stretch" | "day" | "days" | "truth";

export interface Operator {
  key: string;
  label: string;
  shape: Shape;
}

const EMPTY: Operator[] = [
  { key: "empty", label: "未填", shape: "none" },
  { key: "filled", label: "已填", shape: "none" },
];

const WORDS: Operator[] = [
  { key: "contains", label: "包含", shape: "text" },
  { key: "starts", label: "开头是", shape: "text" },
  { key: "is", label: "等于", shape: "text" },
  { key: "is_not", label: "不等于", shape: "text" },
  { key: "in", label: "是其中之一", shape: "texts" },
  { key: "not_in", label: "都不是", shape: "texts" },
  ...EMPTY,
];

const NUMBERS: Operator[] = [
  { key: "gte", label: "不少于", shape: "number" },
  { key: "lte", label: "不多于", shape: "number" },
  { key: "gt", label: "多于", shape: "number" },
  { key: "lt", label: "少于", shape: "number" },
  { key: "between", label: "介于", shape: "range" },
  { key: "is", label: "等于", shape: "number" },
  { key: "is_not", label: "不等于", shape: "number" },
  ...EMPTY,
];

const TIMES: Operator[] = [
  { key: "within", label: "在", shape: "stretch" },
  { key: "between", label: "介于", shape: "days" },
  { key: "gte", label: "不早于", shape: "day" },
  { key: "lte", label: "不晚于", shape: "day" },
  { key: "gt", label: "晚于", shape: "day" },
  { key: "lt", label: "早于", shape: "day" },
  { key: "is", label: "是", shape: "day" },
  { key: "is_not", label: "不是", shape: "day" },
  ...EMPTY,
];

const chosen = (one: Shape, many: Shape): Operator[] => [
  { key: "in", label: "是其中之一", shape: many },
  { key: "not_in", label: "都不是", shape: many },
  { key: "is", label: "是", shape: one },
  { key: "is_not", label: "不是", shape: one },
  ...EMPTY,
];

const LISTS: Operator[] = [
  { key: "in", label: "含其中之一", shape: "options" },
  { key: "not_in", label: "都不含", shape: "options" },
  { key: "is", label: "含有", shape: "option" },
  { key: "is_not", label: "不含", shape: "option" },
  ...EMPTY,
];

const TRUTH: Operator[] = [{ key: "is", label: "是", shape: "truth" }, ...EMPTY];

const OF_KIND: Partial<Record<Kind, Operator[]>> = {
  text: WORDS, long_text: WORDS, phone: WORDS, email: WORDS, url: WORDS,
  number: NUMBERS, money: NUMBERS, date: TIMES, datetime: TIMES,
  choice: chosen("option", "options"), choices: LISTS, boolean: TRUTH, reference: chosen("record", "records"),
};

const UNDER: Operator = { key: "under", label: "属于（含下级）", shape: "record" };

export const operatorsOf = (field: Field): Operator[] => {
  const usual = OF_KIND[field.kind] ?? EMPTY;
  return field.tree ? [UNDER, ...usual] : usual;
};

export const operatorNamed = (field: Field, key: string): Operator | undefined =>
  operatorsOf(field).find((operator) => operator.key === key);

export const sayOperator = (operator: Operator): string => t(operator.label);

const filled = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

/** Whether a value may go to the server with this operator. */
export function isComplete(shape: Shape, value: unknown): boolean {
  switch (shape) {
    case "none": return value === true;
    case "texts":
    case "options":
    case "records": return Array.isArray(value) && value.length > 0;
    case "range":
    case "days": return Array.isArray(value) && value.length === 2 && value.every(filled);
    default: return filled(value) && !Array.isArray(value);
  }
}

/** The value to start from; what was typed is kept where the next operator takes the same. */
export function valueFor(shape: Shape, before: Shape | null, value: unknown): unknown {
  if (shape === "none") return true;
  if (shape === before) return value;
  if ((shape === "options" || shape === "records" || shape === "texts") && filled(value) && !Array.isArray(value) && value !== true) return [value];
  if ((shape === "option" || shape === "record" || shape === "text") && Array.isArray(value)) return value[0] ?? null;
  return null;
}
