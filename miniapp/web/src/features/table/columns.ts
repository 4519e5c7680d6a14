// Columns of a table as values: which, in what order, how wide (显示字段).

import { fieldOf } from "@/core/schema";
import type { ColumnSetting, Field, Kind, ObjectSchema, View } from "@/core/types";

export const NARROWEST = 72;
export const WIDEST = 640;
export const STEP = 16;

const WIDTHS: Partial<Record<Kind, number>> = {
  money: 124, number: 104, date: 112, datetime: 116, boolean: 84, choices: 160, phone: 128, email: 200, url: 180,
  reference: 180, long_text: 240,
};
const PERSON = 84;
const HEAD = 44;
const GLYPH = 13;
const TAG = 40;

export interface Column {
  field: Field;
  width: number;
}

export const clampWidth = (width: number): number => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));

/** Wide enough for the usual value and for the head with its sign. */
function naturalWidth(schema: ObjectSchema, field: Field): number {
  const head = field.label.length * GLYPH + HEAD;
  if (field.key === schema.date) return Math.max(head, 128);
  if (field.kind === "text") return (field.max_length ?? 0) >= 200 ? (field.key === schema.title ? 236 : 204) : 104;
  if (field.kind === "choice") return Math.max(head, ...(field.options ?? []).map((one) => one.label.length * GLYPH + TAG));
  if (field.to === "member" && field.kind === "reference") return Math.max(head, PERSON);
  return Math.max(head, WIDTHS[field.kind] ?? 120);
}

/** What somebody chose: the view's own columns, then the member's; none where the definition decides. */
export function settingOf(schema: ObjectSchema, view: View | undefined): ColumnSetting[] {
  if (view?.columns?.length) return view.columns;
  const mine = schema.list?.columns ?? [];
  const untouched = mine.length === schema.listed.length && mine.every(({ key, width }, place) => !width && key === schema.listed[place]);
  return untouched ? [] : mine;
}

/** Fields that are gone or hidden fall away; without any left, the definition decides. */
export function columnsOf(schema: ObjectSchema, setting: readonly ColumnSetting[]): Column[] {
  const seen = new Set<string>();
  const found = setting.flatMap(({ key, width }) => {
    const field = fieldOf(schema, key);
    if (!field || seen.has(key)) return [];
    seen.add(key);
    return [{ field, width: clampWidth(width || naturalWidth(schema, field)) }];
  });
  if (found.length || setting.every(({ key }) => schema.listed.includes(key))) return found;
  return columnsOf(schema, schema.listed.map((key) => ({ key })));
}

/** The columns of a definition that a frame has room for; the title, the first ones and the next date stay longest. */
export function fitting(schema: ObjectSchema, columns: readonly Column[], room: number): Column[] {
  let over = room > 0 ? columns.reduce((sum, { width }) => sum + width, 0) - room : 0;
  return columns.reduceRight<Column[]>((kept, column, place) => {
    if (over <= 0 || place === 0 || column.field.key === schema.date) return [column, ...kept];
    over -= column.width;
    return kept;
  }, []);
}

export const settingFrom = (columns: readonly Column[]): ColumnSetting[] => columns.map(({ field, width }) => ({ key: field.key, width }));

export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const copy = [...items];
  const [item] = copy.splice(from, 1);
  if (item !== undefined) copy.splice(Math.max(0, Math.min(copy.length, to)), 0, item);
  return copy;
}

export const resized = (setting: readonly ColumnSetting[], key: string, width: number): ColumnSetting[] =>
  setting.map((one) => (one.key === key ? { key, width: clampWidth(width) } : one));

export const without = (setting: readonly ColumnSetting[], key: string): ColumnSetting[] =>
  setting.length > 1 ? setting.filter((one) => one.key !== key) : [...setting];
