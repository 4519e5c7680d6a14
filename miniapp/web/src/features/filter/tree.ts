// A filter while it is being edited: rows in an all- or any-group, groups inside it one level deep (条件组合).

import { isBatch, isCondition, operatorOf } from "@/core/filter";
import { fieldOf } from "@/core/schema";
import type { Condition, Field, ObjectSchema, Where } from "@/core/types";
import { isComplete, operatorNamed, operatorsOf } from "./operators";

export interface Row {
  id: number;
  field: string;
  operator: string;
  value: unknown;
}

/** What the editor cannot take apart stays as it is. */
export interface Kept {
  id: number;
  kept: Where;
}

export interface Group {
  id: number;
  mode: "all" | "any";
  parts: Part[];
}

export type Part = Row | Kept | Group;

let last = 0;
const next = (): number => ++last;

export const isGroup = (part: Part): part is Group => "parts" in part;
export const isKept = (part: Part): part is Kept => "kept" in part;

export const newGroup = (mode: Group["mode"] = "all"): Group => ({ id: next(), mode, parts: [] });

export function newRow(field: Field): Row {
  const operator = operatorsOf(field)[0];
  return { id: next(), field: field.key, operator: operator?.key ?? "filled", value: operator?.shape === "none" ? true : null };
}

function rowOf(condition: Condition): Row {
  const operator = operatorOf(condition);
  return { id: next(), field: condition.field, operator, value: condition[operator] };
}

function partOf(where: Where, depth: number): Part {
  if (isCondition(where) && !isBatch(where)) return rowOf(where);
  if (isCondition(where) || depth > 0) return { id: next(), kept: where };
  const [mode, parts] = "all" in where ? (["all", where.all] as const) : (["any", where.any] as const);
  return { id: next(), mode, parts: (parts as Where[]).map((one) => partOf(one, depth + 1)) };
}

export function toTree(where: Where | null): Group {
  if (!where) return newGroup();
  if (isCondition(where)) return { ...newGroup(), parts: [partOf(where, 0)] };
  const [mode, parts] = "all" in where ? (["all", where.all] as const) : (["any", where.any] as const);
  return { id: next(), mode, parts: (parts as Where[]).map((one) => partOf(one, 0)) };
}

export function conditionOf(schema: ObjectSchema, row: Row): Condition | null {
  const field = fieldOf(schema, row.field);
  const operator = field && operatorNamed(field, row.operator);
  if (!operator || !isComplete(operator.shape, row.value)) return null;
  return { field: row.field, [row.operator]: row.value } as Condition;
}

function partWhere(schema: ObjectSchema, part: Part): Where | null {
  if (isGroup(part)) return toWhere(schema, part);
  return isKept(part) ? part.kept : conditionOf(schema, part);
}

/** Unfinished rows and empty groups fall away; a group of one is that one. */
export function toWhere(schema: ObjectSchema, group: Group): Where | null {
  const parts = group.parts.map((part) => partWhere(schema, part)).filter((part): part is Where => part !== null);
  if (parts.length <= 1) return parts[0] ?? null;
  return group.mode === "all" ? { all: parts } : { any: parts };
}

/** Whether something was begun that would not count. */
export const unfinished = (schema: ObjectSchema, group: Group): boolean =>
  group.parts.some((part) => (isGroup(part) ? unfinished(schema, part) : !isKept(part) && conditionOf(schema, part) === null));
