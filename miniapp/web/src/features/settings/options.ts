// Options of a field while they are edited: their order, and a stored value that no other has (选项).

import type { SettingOption } from "@/core/api/settings";

export function moved<T>(items: readonly T[], at: number, by: number): T[] {
  const to = at + by;
  if (to < 0 || to >= items.length) return [...items];
  const rest = items.filter((_, place) => place !== at);
  return [...rest.slice(0, to), items[at] as T, ...rest.slice(to)];
}

/** Stored values never change with the words; a new one is the next free number. */
export function freshValue(options: readonly SettingOption[]): string {
  const used = new Set(options.map((one) => one.value));
  let number = options.length + 1;
  while (used.has(`o${number}`)) number += 1;
  return `o${number}`;
}
