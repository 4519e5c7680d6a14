// Object definitions, fetched once per visit, with look-ups by field key.

import { useQuery } from "@tanstack/vue-query";
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from "vue";
import { fetchSchema } from "./api/records";
import { queryClient } from "./query";
import { session } from "./session";
import type { Action, Field, ObjectSchema } from "./types";

const forVisit = { staleTime: Infinity, gcTime: Infinity };

/** Definitions that came with the page need no request. */
export function rememberSchemas(): void {
  for (const object of session().schema.objects) {
    if (object.fields) queryClient.setQueryData(["schema", object.key], object);
  }
}

export const loadSchema = (object: string): Promise<ObjectSchema> =>
  queryClient.fetchQuery({ queryKey: ["schema", object], queryFn: () => fetchSchema(object), ...forVisit });

export function useSchema(object: MaybeRefOrGetter<string>): ComputedRef<ObjectSchema | undefined> {
  const query = useQuery({
    queryKey: computed(() => ["schema", toValue(object)]),
    queryFn: () => fetchSchema(toValue(object)),
    ...forVisit,
  });
  return computed(() => query.data.value);
}

export const fieldOf = (schema: ObjectSchema, key: string | null): Field | undefined =>
  schema.fields.find((field) => field.key === key) ?? schema.filters?.find((field) => field.key === key);

export const fieldsOf = (schema: ObjectSchema, keys: readonly string[]): Field[] =>
  keys.map((key) => fieldOf(schema, key)).filter((field): field is Field => field !== undefined);

export const firstOfKind = (schema: ObjectSchema, kind: Field["kind"]): Field | undefined =>
  schema.fields.find((field) => field.kind === kind);

/** What a list can be filtered by: the fields of the form in its order, then those that the house keeps. */
export function filterableFields(schema: ObjectSchema): Field[] {
  const order = [...schema.forms.common, ...schema.forms.all];
  const place = (field: Field): number => (order.indexOf(field.key) + 1 || order.length + 1) - 1;
  return [...schema.fields, ...(schema.filters ?? [])].filter((field) => field.filterable).sort((a, b) => place(a) - place(b));
}

/** The fields an action asks for; named ones are looked up in the object. */
export const inputOf = (schema: ObjectSchema, action: Action): Field[] =>
  (action.input ?? [])
    .map((field) => (typeof field === "string" ? fieldOf(schema, field) : field))
    .filter((field): field is Field => field !== undefined);

export const takesFollowUps = (schema: ObjectSchema): boolean =>
  schema.related.some((related) => related.object === "activity");
