// Which column of a file fills which field, as values (对列).

import type { FileColumn, Mode, Target } from "@/core/api/imports";

export type Mapping = Record<number, string>;

export const guessed = (columns: readonly FileColumn[]): Mapping =>
  Object.fromEntries(columns.flatMap((one) => (one.field ? [[one.index, one.field]] : [])));

/** A field is filled by one column: giving it to another takes it from the first. "" leaves the column out. */
export function assigned(mapping: Mapping, index: number, key: string): Mapping {
  const others = Object.entries(mapping).filter(([column, known]) => Number(column) !== index && known !== key);
  return Object.fromEntries(key ? [...others, [index, key]] : others);
}

/** The fields that a file still lacks, so that no trial is begun in vain. Records that only change need no more. */
export function missing(targets: readonly Target[], mapping: Mapping, given: readonly string[], mode: Mode): Target[] {
  const filled = new Set([...Object.values(mapping), ...given]);
  const below = Object.values(mapping).some((key) => key.includes("."));
  return targets.filter((one) => {
    if (filled.has(one.key)) return false;
    return one.demanded || (one.required && (one.key.includes(".") ? below : mode !== "update"));
  });
}

/** What a sheet to fill in should hold: everything, what must be there, or the chosen fields. */
export type Which = "all" | "required" | "chosen";

export function templateFields(targets: readonly Target[], which: Which, chosen: ReadonlySet<string>): string[] {
  if (which === "all") return [];
  const wanted = targets.filter((one) => one.writable && (which === "chosen" ? chosen.has(one.key) : must(one)));
  return wanted.map((one) => one.key);
}

/** Of a record that comes along nothing must be there. */
export const must = (one: Target): boolean => one.demanded || (one.required && !one.key.includes("."));
