// Whose values stay: what the plan proposes, and what was chosen instead (合并的取值).

import type { MergeField, MergePlan, Pick } from "@/core/api/merging";

export type Picks = Record<string, Pick>;

/** The choice as shown; one that no longer fits the records falls back to the proposal. */
export function pickOf(field: MergeField, chosen: Picks): Pick {
  const pick = chosen[field.key];
  const there = pick === "both" ? field.both !== null : pick !== undefined && String(pick) in field.values;
  return there && pick !== undefined ? pick : field.pick;
}

/** Only what differs from the proposal is sent: what was not touched stays the server's to decide. */
export function wishes(plan: MergePlan, chosen: Picks): Picks {
  return Object.fromEntries(
    plan.fields.filter((field) => pickOf(field, chosen) !== field.pick).map((field) => [field.key, pickOf(field, chosen)]),
  );
}

/** What the merged record would hold, by the choice as shown; "both" of numbers is nothing another field depends on. */
export const kept = (plan: MergePlan, chosen: Picks): Record<string, unknown> =>
  Object.fromEntries(plan.fields.map((field) => [field.key, field.values[String(pickOf(field, chosen))]?.value ?? null]));

/** What has to be filled in: what the plan asks for, and what was refused since and nobody can choose. */
export const askedKeys = (plan: MergePlan, refused: readonly string[]): string[] =>
  [...new Set([...plan.asked, ...refused.filter((key) => !plan.fields.some((field) => field.key === key))])];

/** Differences first; a field that is the same in all of them needs no choice. */
export const differing = (plan: MergePlan): MergeField[] => plan.fields.filter((field) => field.differs);
export const same = (plan: MergePlan): MergeField[] => plan.fields.filter((field) => !field.differs);

/** How many of what hangs on the others come along. */
export function moving(plan: MergePlan): { object: string; label: string; count: number }[] {
  return plan.children
    .map(({ object, label, counts }) => ({
      object, label, count: Object.entries(counts).reduce((sum, [id, count]) => sum + (Number(id) === plan.master ? 0 : count), 0),
    }))
    .filter((one) => one.count > 0);
}

/** The records stand as they were chosen, whichever of them is the main one. */
export const inOrder = (plan: MergePlan, ids: readonly number[]): MergePlan => ({
  ...plan, records: [...plan.records].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id)),
});

/** Whole, positive, each once, in the order they were chosen. */
export const idsFrom = (text: unknown): number[] =>
  typeof text === "string" ? [...new Set(text.split(",").map(Number))].filter((id) => Number.isSafeInteger(id) && id > 0) : [];
