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

export async function findRecords(object: string, q: string): Promise<Pick[]> {
  const [schema, page] = await Promise.all([loadSchema(object), fetchPage(object, { q, limit: MOST })]);
  return page.items.map((row) => {
    const { title, subtitle } = cellText(schema, row);
    return { id: row.id, title, subtitle };
  });
}
