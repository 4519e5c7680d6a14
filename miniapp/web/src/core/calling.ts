// The call that was just made from a page: it asks for its result as soon as the phone icon was used (拨打电话标注).

import { shallowReactive } from "vue";
import type { ObjectSchema } from "./types";

export interface Call {
  object: string;
  id: number;
  label: string;
  number: string;
}

export const calling = shallowReactive({ current: null as Call | null });

/** To be called beside following a tel: link; objects whose calls are not marked ask nothing. */
export function called(schema: ObjectSchema, call: Omit<Call, "object">): void {
  if (schema.actions.some((action) => action.key === "call_mark")) calling.current = { ...call, object: schema.key };
}
