// People in the order they were ticked, and who gets which share of the records in turn (轮流分配).

import type { Ref } from "@/core/types";

/** Ticks at the end of the line, or takes the tick away. */
export function ticked(chosen: readonly Ref[], one: Ref): Ref[] {
  const rest = chosen.filter((known) => known.id !== one.id);
  return rest.length < chosen.length ? rest : [...chosen, { id: one.id, label: one.label }];
}

export interface Share {
  member: Ref;
  count: number;
}

/** Round-robin: the first in line gets the first record, and so on; the earlier ones get what is left over. */
export function shares(chosen: readonly Ref[], records: number): Share[] {
  return chosen.map((member, place) => ({
    member,
    count: Math.floor(records / chosen.length) + (place < records % chosen.length ? 1 : 0),
  }));
}

export interface DepartmentRow {
  id: number;
  label: string;
  parent: number | null;
}

/** A department and everything below it. */
export function withParts(departments: readonly DepartmentRow[], top: number): number[] {
  const found = [top];
  for (let place = 0; place < found.length; place += 1) {
    found.push(...departments.filter((one) => one.parent === found[place] && !found.includes(one.id)).map((one) => one.id));
  }
  return found;
}

export interface DepartmentLine extends DepartmentRow {
  depth: number;
}

/** The tree as lines, children below their parent. */
export function asLines(departments: readonly DepartmentRow[]): DepartmentLine[] {
  const known = new Set(departments.map((one) => one.id));
  const below = (parent: number | null, depth: number): DepartmentLine[] =>
    departments
      .filter((one) => (parent === null ? one.parent === null || !known.has(one.parent) : one.parent === parent))
      .flatMap((one) => [{ ...one, depth }, ...below(one.id, depth + 1)]);
  return below(null, 0);
}
