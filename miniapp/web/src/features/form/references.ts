// Records and people to choose from while typing (选择记录).

import { fetchPage } from "@/core/api/records";
import { loadSchema } from "@/core/schema";
import { cellText } from "@/features/list/cell";

export interface Pick {
  id: number;
  title: string;
  subtitle: string;
}

const MOST = 20;
/** The view of an object with records that are out of use: only the others are offered. */
const OFFERED = "offered";

export async function findRecords(object: string, q: string): Promise<Pick[]> {
  const schema = await loadSchema(object);
  const view = schema.views.find((one) => one.key === OFFERED)?.key;
  const page = await fetchPage(object, { q, view, limit: MOST });
  return page.items.map((row) => {
    const { title, subtitle } = cellText(schema, row);
    return { id: row.id, title, subtitle };
  });
}
