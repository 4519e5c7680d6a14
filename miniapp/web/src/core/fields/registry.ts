// What each kind of field is like: how it reads, how it is typed, what is wrong with a value (字段类型登记).

import { sayDate, sayFully } from "../format/dates";
import { compactPhone, money, phone } from "../format/numbers";
import type { Field, Kind, Option, Ref } from "../types";
import { t } from "../words";

export type Control =
  | "line" | "lines" | "switch" | "choice" | "choices" | "date" | "datetime" | "reference" | "references" | "none";

interface KindTraits {
  control: Control;
  keyboard?: "text" | "numeric" | "decimal" | "tel" | "email" | "url";
  autocomplete?: string;
  check?: (text: string) => string | null;
}

const NOT_A_NUMBER = "只填数字，例如 1200.50";

function checkPhone(text: string): string | null {
  const digits = text.replace(/\D/g, "");
  if (/^(?:86)?1[3-9]/.test(digits) && !text.includes("-")) {
    const short = digits.replace(/^86(?=1)/, "");
    if (short.length < 11) return t("手机少 {n} 位，应为 11 位", { n: 11 - short.length });
    if (short.length > 11) return t("手机多 {n} 位，应为 11 位", { n: short.length - 11 });
  }
  return digits.length >= 5 ? null : t("电话太短，检查是否少了数字");
}

const checkEmail = (text: string): string | null =>
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : t("邮箱缺少 @ 或域名，例如 lin@huizhu.cn");

const checkMoney = (text: string): string | null =>
  /^-?\d{1,13}(\.\d{1,2})?$/.test(text.replace(/,/g, "")) ? null : t("只填数字，最多两位小数");

const checkNumber = (text: string): string | null => (Number.isFinite(Number(text)) ? null : t(NOT_A_NUMBER));

export const KINDS: Record<Kind, KindTraits> = {
  text: { control: "line", keyboard: "text" },
  long_text: { control: "lines", keyboard: "text" },
  number: { control: "line", keyboard: "decimal", check: checkNumber },
  money: { control: "line", keyboard: "decimal", check: checkMoney },
  date: { control: "date" },
  datetime: { control: "datetime" },
  boolean: { control: "switch" },
  choice: { control: "choice" },
  choices: { control: "choices" },
  phone: { control: "line", keyboard: "tel", autocomplete: "off", check: checkPhone },
  email: { control: "line", keyboard: "email", autocomplete: "off", check: checkEmail },
  url: { control: "line", keyboard: "url" },
  reference: { control: "reference" },
  references: { control: "references" },
  files: { control: "none" },
  location: { control: "none" },
  subject: { control: "none" },
};

export const traits = (field: Field): KindTraits => KINDS[field.kind] ?? { control: "none" };

export const isEmpty = (value: unknown): boolean =>
  value == null || value === "" || (Array.isArray(value) && value.length === 0);

export const optionOf = (field: Field, value: unknown): Option | undefined =>
  field.options?.find((option) => option.value === value);

const labelOf = (value: unknown): string =>
  value !== null && typeof value === "object" && "label" in value ? String((value as Ref).label) : String(value);

const optionLabel = (field: Field, value: unknown): string => optionOf(field, value)?.label ?? labelOf(value);

/** The value as text, empty when there is none; `exact` gives money with cents and full dates. */
export function show(field: Field, value: unknown, exact = false): string {
  if (isEmpty(value)) return "";
  if (Array.isArray(value)) return value.map((item) => optionLabel(field, item)).join("、");
  switch (field.kind) {
    case "money": return money(value, exact);
    case "date":
    case "datetime": return exact ? sayFully(String(value)) : sayDate(String(value));
    case "boolean": return value ? t("是") : t("否");
    case "phone": return phone(value);
    case "number": return `${String(value)}${field.unit ?? ""}`;
    default: return optionLabel(field, value);
  }
}

/** One sentence about what is wrong, or null. */
export function check(field: Field, value: unknown): string | null {
  if (isEmpty(value)) return field.required ? t("{label}要填", { label: field.label }) : null;
  if (field.max_length && String(value).length > field.max_length) {
    return t("太长了，最多 {n} 个字", { n: field.max_length });
  }
  return traits(field).check?.(String(value)) ?? null;
}

const LISTS = new Set<Kind>(["choices", "references", "files"]);

/** What the form holds, in the shape that the server takes: ids for references, plain decimals for money. */
export function toWire(field: Field, value: unknown): unknown {
  if (isEmpty(value)) return LISTS.has(field.kind) ? [] : null;
  switch (field.kind) {
    case "reference": return (value as Ref).id;
    case "files":
    case "references": return (value as Ref[]).map((item) => item.id);
    case "money": return Number(String(value).replace(/,/g, "")).toFixed(2);
    case "number": return Number(value);
    case "phone": return compactPhone(value);
    default: return typeof value === "string" ? value.trim() : value;
  }
}

/** What a record holds, in the shape that the form edits. */
export function toForm(field: Field, value: unknown): unknown {
  if (value == null) return LISTS.has(field.kind) ? [] : null;
  if (field.kind === "money") return String(value).replace(/\.00$/, "");
  if (field.kind === "phone") return phone(value);
  return value;
}

export const isDue = (field: Field | undefined): boolean => field?.kind === "datetime" || field?.kind === "date";
