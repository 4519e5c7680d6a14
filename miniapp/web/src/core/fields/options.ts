// Which options a field offers now: retired ones only while held, dependent ones only beside their values (联动选项).

import type { Field, Option } from "../types";
import { isEmpty } from "./registry";

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : isEmpty(value) ? [] : [value]);

function offered(option: Option, parents: unknown[], held: unknown[]): boolean {
  if (held.includes(option.value)) return true;
  if (option.retired) return false;
  return !option.when?.length || option.when.some((value) => parents.includes(value));
}

/** The field with the options that fit the other values; unchanged when nothing depends on anything. */
export function fieldWithin(field: Field, values: Record<string, unknown>): Field {
  if (!field.options?.some((option) => option.retired || option.when?.length)) return field;
  const parents = listed(field.depends_on ? values[field.depends_on] : null);
  const held = listed(values[field.key]).filter((value) => !outOfPlace(field, value, parents));
  return { ...field, options: field.options.filter((option) => offered(option, parents, held)) };
}

function outOfPlace(field: Field, value: unknown, parents: unknown[]): boolean {
  const when = field.options?.find((option) => option.value === value)?.when;
  return Boolean(field.depends_on && when?.length && !when.some((one) => parents.includes(one)));
}

/** What the fields that depend on `changed` may keep: `{key: value}` for those that have to change. */
export function clearedBy(changed: string, fields: Field[], values: Record<string, unknown>): Record<string, unknown> {
  const parents = listed(values[changed]);
  const cleared: Record<string, unknown> = {};
  for (const field of fields.filter((one) => one.depends_on === changed)) {
    const value = values[field.key];
    const kept = listed(value).filter((one) => !outOfPlace(field, one, parents));
    if (kept.length !== listed(value).length) cleared[field.key] = Array.isArray(value) ? kept : null;
  }
  return cleared;
}
