// Whether the date of a row still waits: a record with a state has a next date only while it is open (到期).

import type { ObjectSchema, Row } from "./types";

export const OPEN = "open";

export function dueAt(schema: ObjectSchema, row: Row): string {
  const settled = row.state !== undefined && row.state !== OPEN;
  return schema.date && !settled ? String(row[schema.date] ?? "") : "";
}
