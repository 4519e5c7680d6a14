// Faulty cells while they are corrected: which may be edited, what is still wrong, one change for many rows (改错).

import type { Cells, FaultyColumn, FaultyRow } from "@/core/api/imports";

/** Where a row as a whole is refused any of its cells may be the cause. */
export function editable(row: FaultyRow, columns: readonly FaultyColumn[]): string[] {
  const keys = columns.map((one) => one.key);
  const named = keys.filter((key) => row.problems[key] || row.fixed.includes(key));
  return named.length || row.outcome !== "failed" ? named : keys;
}

export const textOf = (row: FaultyRow, key: string, edits: Cells): string => edits[row.row]?.[key] ?? row.values[key] ?? "";

/** The edits after one more; a cell back at what the server has is none. */
export function edited(edits: Cells, row: FaultyRow, key: string, text: string): Cells {
  const { [row.row]: own = {}, ...others } = edits;
  const now = { ...own, [key]: text };
  if (text === (row.values[key] ?? "")) delete now[key];
  return Object.keys(now).length ? { ...others, [row.row]: now } : others;
}

/** What was typed while a check was under way stays. */
export const without = (edits: Cells, sent: Cells): Cells =>
  Object.fromEntries(
    Object.entries(edits).flatMap(([row, own]) => {
      const left = Object.entries(own).filter(([key, text]) => sent[Number(row)]?.[key] !== text);
      return left.length ? [[row, Object.fromEntries(left)]] : [];
    }),
  );

/** The sentence of a cell that nobody has changed since it was found wrong. */
export const wrongNow = (row: FaultyRow, key: string, edits: Cells): string => (edits[row.row]?.[key] === undefined ? (row.problems[key] ?? "") : "");

/** Sentences that belong to no cell one can edit here. */
export const ofTheRow = (row: FaultyRow, columns: readonly FaultyColumn[]): string[] => [
  ...new Set(Object.entries(row.problems).flatMap(([key, why]) => (columns.some((one) => one.key === key) ? [] : [why]))),
];

export interface Offer {
  key: string;
  from: string;
  to: string;
  rows: number[];
}

const plain = (text: string): string => text.replace(/\s/g, "").toLowerCase();

/** The one option whose word is in the cell, or the other way round: 特 A is likely A. */
function likely(column: FaultyColumn, text: string): string | null {
  if (column.kind !== "choice" || !text) return null;
  const found = column.options.filter((one) => plain(text).includes(plain(one.label)) || plain(one.label).includes(plain(text)));
  return found.length === 1 ? (found[0]?.label ?? null) : null;
}

/** The same wrong text in several rows of a column, and what it is changed to: as it was in one of them, or a guess. */
export function offerFor(rows: readonly FaultyRow[], columns: readonly FaultyColumn[], edits: Cells, ignored: ReadonlySet<string>): Offer | null {
  const offers = columns.flatMap((column) => {
    const groups = new Map<string, FaultyRow[]>();
    for (const row of rows) if (row.problems[column.key]) groups.set(row.values[column.key] ?? "", [...(groups.get(row.values[column.key] ?? "") ?? []), row]);
    return [...groups].flatMap(([from, own]): Offer[] => {
      const by = own.flatMap((row) => edits[row.row]?.[column.key] ?? []);
      const left = own.filter((row) => edits[row.row]?.[column.key] === undefined);
      const to = by.at(-1) ?? likely(column, from);
      const enough = by.length ? left.length > 0 : left.length > 1;
      return from && to && enough && !ignored.has(nameOf(column.key, from)) ? [{ key: column.key, from, to, rows: left.map((row) => row.row) }] : [];
    });
  });
  return offers.sort((a, b) => b.rows.length - a.rows.length)[0] ?? null;
}

export const nameOf = (key: string, from: string): string => `${key} ${from}`;
