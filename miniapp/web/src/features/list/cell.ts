// What a row says in one cell: who, status, amount, next date, and whom to call; from the definition.

import { dueAt } from "@/core/due";
import { isEmpty, optionOf, show } from "@/core/fields/registry";
import { money } from "@/core/format/numbers";
import { fieldOf, fieldsOf } from "@/core/schema";
import type { ObjectSchema, Row, Tone } from "@/core/types";

export interface CellTag {
  label: string;
  tone: Tone;
}

export interface CellText {
  title: string;
  subtitle: string;
  tags: CellTag[];
  amount: string;
  date: string;
  phone: string;
}

export function tagsOf(schema: ObjectSchema, row: Row): CellTag[] {
  return fieldsOf(schema, schema.tags)
    .filter((field) => !isEmpty(row[field.key]))
    .map((field) => ({ label: show(field, row[field.key]), tone: optionOf(field, row[field.key])?.tone ?? "neutral" }));
}

export function titleOf(schema: ObjectSchema, row: Row): string {
  const field = fieldOf(schema, schema.title);
  const named = field && show(field, row[schema.title]);
  // A row of a pool is known by what it may show.
  const next = fieldsOf(schema, schema.subtitle).map((one) => show(one, row[one.key])).find(Boolean);
  return named || String(row.label ?? next ?? `${schema.label} ${row.id}`);
}

export function phoneOf(schema: ObjectSchema, row: Row): string {
  const field = schema.fields.find((one) => one.kind === "phone" && !isEmpty(row[one.key]));
  return field ? String(row[field.key]) : "";
}

export function cellText(schema: ObjectSchema, row: Row): CellText {
  const title = titleOf(schema, row);
  const subtitle = fieldsOf(schema, schema.subtitle).map((field) => show(field, row[field.key]));
  return {
    title,
    subtitle: subtitle.filter((word) => word && word !== title).join(" · "),
    tags: tagsOf(schema, row),
    amount: schema.amount ? money(row[schema.amount]) : "",
    date: dueAt(schema, row),
    phone: phoneOf(schema, row),
  };
}
