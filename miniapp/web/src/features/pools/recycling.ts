// Recycle rules in words, and a trial run cut into what matters: when, whose, why (回收规则).

import type { Losing, RecycleCondition, RecycleDraft, Trial } from "@/core/api/pools";
import { dayNumber, wallFrom, wallOf } from "@/core/format/dates";
import { sayWhere } from "@/core/filter";
import { fieldOf } from "@/core/schema";
import type { Condition, ObjectSchema } from "@/core/types";
import { t } from "@/core/words";

export const MOST_CONDITIONS = 20;

export interface ConditionKind {
  kind: RecycleCondition["kind"];
  label: string;
  of: readonly string[];
}

export const KINDS: ConditionKind[] = [
  { kind: "idle", label: "没有跟进", of: ["lead", "account"] },
  { kind: "no_opportunity", label: "没有商机", of: ["account"] },
  { kind: "not_reached", label: "状态没走到", of: ["lead", "account"] },
  { kind: "returns", label: "退回次数", of: ["lead", "account"] },
  { kind: "field", label: "字段条件", of: ["lead", "account"] },
];

export function freshCondition(kind: RecycleCondition["kind"], schema: ObjectSchema): RecycleCondition {
  const choice = schema.fields.find((field) => field.kind === "choice" && (field.options ?? []).length > 0 && !field.readonly);
  switch (kind) {
    case "idle": return { kind, days: 30 };
    case "no_opportunity": return { kind, days: 60 };
    case "not_reached": return { kind, field: choice?.key ?? "", values: [], days: 30 };
    case "returns": return { kind, at_least: 1 };
    case "field": return { kind, where: { field: choice?.key ?? "", in: [] } as Condition };
  }
}

/** 没有跟进满 30 天 */
export function sayCondition(condition: RecycleCondition, schema: ObjectSchema): string {
  switch (condition.kind) {
    case "idle": return t("没有跟进满 {n} 天", { n: condition.days });
    case "no_opportunity": return t("没有商机满 {n} 天", { n: condition.days });
    case "returns": return t("退回过 {n} 次以上", { n: condition.at_least });
    case "field": return sayWhere(schema, condition.where);
    case "not_reached": {
      const field = fieldOf(schema, condition.field);
      const words = condition.values.map((value) => field?.options?.find((option) => option.value === value)?.label ?? value);
      return t("{n} 天内{field}没走到{values}", { n: condition.days, field: field?.label ?? condition.field, values: words.join("、") });
    }
  }
}

export const sayRule = (rule: RecycleDraft, schema: ObjectSchema): string =>
  rule.conditions.map((condition) => sayCondition(condition, schema)).join("，") || t("还没有条件");

/** What is wrong with a draft, in one sentence; empty when it may be tried. */
export function wrongIn(rule: RecycleDraft): string {
  if (!rule.conditions.length) return t("加一个条件");
  for (const condition of rule.conditions) {
    if ("days" in condition && !(Number(condition.days) >= 1)) return t("天数至少填 1");
    if (condition.kind === "returns" && !(Number(condition.at_least) >= 1)) return t("退回次数至少填 1");
    if (condition.kind === "not_reached" && (!condition.field || !condition.values.length)) return t("选好没走到哪些值");
    if (condition.kind === "field" && "in" in condition.where && !(condition.where.in as unknown[]).length) return t("选好字段条件的值");
  }
  return "";
}

export type Bucket = "all" | "now" | "soon" | "later";
const SOON = 7;

/** Days until that day, 0 when it falls as soon as the rule is on. */
const daysTo = (day: string, now: Date): number => Math.max(0, dayNumber(wallFrom(day)) - dayNumber(wallOf(now)));

function bucketOn(day: string | null, now: Date): Exclude<Bucket, "all"> {
  const days = day ? daysTo(day, now) : 0;
  return days === 0 ? "now" : days <= SOON ? "soon" : "later";
}

export const bucketOf = (losing: Losing, now: Date = new Date()): Exclude<Bucket, "all"> => bucketOn(losing.falls_on, now);

/** Of all that falls, not only of the rows that are listed. */
export function countsOf(trial: Trial, now: Date = new Date()): Record<Exclude<Bucket, "all">, number> {
  const counts = { now: 0, soon: 0, later: 0 };
  for (const day of trial.by_day) counts[bucketOn(day.on, now)] += day.count;
  return counts;
}

export const sparedOf = (trial: Trial): number => trial.spared.reduce((sum, one) => sum + one.count, 0);
