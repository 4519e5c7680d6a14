// Records and people to choose from while typing (选择记录).

import { fetchPage } from "@/core/api/records";
import { show } from "@/core/fields/registry";
import { fieldOf, loadSchema } from "@/core/schema";
import type { ObjectSchema, Row } from "@/core/types";
import { cellText } from "@/features/list/cell";

export interface Pick {
  id: number;
  title: string;
  subtitle: string;
}

const MOST = 20;
/** The view of an object with records that are out of use: only the others are offered. */
const OFFERED = "offered";

/** A price is one of something. */
function unitOf(schema: ObjectSchema, row: Row): string {
  const field = fieldOf(schema, "unit");
  return field && row.unit ? ` / ${show(field, row.unit)}` : "";
}

export async function findRecords(object: string, q: string): Promise<Pick[]> {
  const schema = await loadSchema(object);
  const view = schema.views.find((one) => one.key === OFFERED)?.key;
  const page = await fetchPage(object, { q, view, limit: MOST });
  return page.items.map((row) => {
    const { title, subtitle, amount } = cellText(schema, row);
    return { id: row.id, title, subtitle: [subtitle, amount && `${amount}${unitOf(schema, row)}`].filter(Boolean).join(" · ") };
  });
}
