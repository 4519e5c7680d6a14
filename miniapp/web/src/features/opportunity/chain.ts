// The people of an opportunity by their part in the decision, in the order of the company's list (决策链).

import type { Field, Option, Ref, Row } from "@/core/types";
import { t } from "@/core/words";

export interface Link {
  role: Option;
  people: Row[];
}

export function chainOf(rows: readonly Row[], roles: Field | undefined): Link[] {
  const known = roles?.options ?? [];
  const rest: Option = { value: "", label: t("还没定角色"), tone: "neutral" };
  const of = (row: Row): string => (known.some((one) => one.value === row.role) ? String(row.role) : "");
  return [...known, rest].map((role) => ({ role, people: rows.filter((row) => of(row) === role.value) })).filter((link) => link.people.length);
}

/** Contacts of the customer that do not stand in the opportunity yet. */
export function free(contacts: readonly Row[], rows: readonly Row[]): Row[] {
  const there = new Set(rows.map((row) => (row.contact as Ref | null)?.id));
  return contacts.filter((one) => !there.has(one.id));
}
