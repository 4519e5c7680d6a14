// Names of records that a filter mentions by id only; asked for once, then remembered (引用名称).

import { reactive } from "vue";
import { fetchRecord } from "./api/records";
import { loadSchema } from "./schema";
import type { Ref } from "./types";

const known = reactive(new Map<string, string>());
const asked = new Set<string>();

const placeOf = (object: string, id: number): string => `${object}:${id}`;

export function rememberName(object: string, ref: Ref): void {
  known.set(placeOf(object, ref.id), ref.label);
}

async function ask(object: string, id: number): Promise<void> {
  const [schema, answer] = await Promise.all([loadSchema(object), fetchRecord(object, id)]);
  known.set(placeOf(object, id), String(answer.data[schema.title] ?? answer.data.label ?? id));
}

/** The name when it is known; else the number, and the name as soon as it has arrived. */
export function nameOf(object: string, id: number): string {
  const place = placeOf(object, id);
  if (!known.has(place) && !asked.has(place)) {
    asked.add(place);
    void ask(object, id).catch(() => undefined);
  }
  return known.get(place) ?? `#${id}`;
}
