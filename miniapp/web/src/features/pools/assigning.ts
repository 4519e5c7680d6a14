// Assignment rules: their conditions in words, and what a new rule starts with (分配规则).

import type { AssignmentDraft } from "@/core/api/pools";
import { sayWhere } from "@/core/filter";
import type { Condition, ObjectSchema } from "@/core/types";
import { t } from "@/core/words";

export const MOST_CONDITIONS = 20;

/** The return count comes first by default and may be taken away. */
export const fresh = (priority: number): AssignmentDraft => ({
  name: "", where: { field: "returns", gte: 0 } as Condition, assignees: [], departments: [], priority, active: true,
});

export function sayWhereOf(rule: Pick<AssignmentDraft, "where">, schema: ObjectSchema): string {
  if (!rule.where || !Object.keys(rule.where).length) return t("每一条{what}", { what: schema.label });
  return sayWhere(schema, rule.where);
}

export function wrongIn(rule: AssignmentDraft): string {
  if (!rule.name.trim()) return t("给规则起个名字");
  if (!rule.assignees.length && !rule.departments.length) return t("选好分给谁");
  return "";
}
