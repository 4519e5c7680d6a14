// What a refused claim still asks for: the boxes that the server named, as fields of a form (跟进后捡回).

import type { Action, Field, ObjectSchema } from "@/core/types";
import { fieldsOf, inputOf } from "@/core/schema";

export interface Wanted {
  /** Boxes of the action itself: the contact, or the follow-up and its next plan. */
  own: Field[];
  /** Boxes of the record's form that are still empty. */
  form: Field[];
}

const FOLLOW_UP = ["content", "next_at"];
const CONTACT = ["contact_name", "contact_mobile"];

const required = (field: Field): Field => ({ ...field, required: true });

/** `named` are the keys of the 422 answer; what belongs together is asked together. */
export function wanted(schema: ObjectSchema, action: Action, named: string[]): Wanted {
  const keys = named.map((key) => key.replace(/^values\./, ""));
  const pair = [FOLLOW_UP, CONTACT].find((one) => one.some((key) => keys.includes(key))) ?? [];
  const own = inputOf(schema, action).filter((field) => pair.includes(field.key)).map((field) => (field.key === "contact_mobile" ? field : required(field)));
  const missing = fieldsOf(schema, keys.filter((key) => !pair.includes(key))).map(required);
  // What is there already need not be typed again: the server says what is still missing.
  const whole = keys.includes("values") ? fieldsOf(schema, schema.forms.common).filter((field) => !field.readonly).map((field) => ({ ...field, required: false })) : [];
  return { own, form: [...missing, ...whole.filter((field) => !missing.some((one) => one.key === field.key))] };
}
