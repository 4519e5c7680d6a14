// The state of one conversion: prefilled forms, the customer to merge into, errors at their fields (转客户).

import { useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref, watch } from "vue";
import { newKey } from "@/core/api/client";
import { asProblem } from "@/core/api/problem";
import { clearedBy, fieldWithin } from "@/core/fields/options";
import { check, isEmpty, toForm, toWire } from "@/core/fields/registry";
import { refresh } from "@/core/query";
import { fieldOf, fieldsOf, useSchema } from "@/core/schema";
import type { Field, ObjectSchema } from "@/core/types";
import { convert, fetchProposal, opportunityOf, placesOf, type Places } from "./conversion";

type Values = Record<string, unknown>;

/** One part of the page: fields of an object with values and errors, nothing saved by itself; `short` shows only these. */
function usePart(object: string, left: string[], short?: string[]) {
  const schema = useSchema(object);
  const values = reactive<Values>({});
  const errors = reactive<Record<string, string>>({});
  const everything = ref(false);
  const proposed = ref<string[]>([]);

  const keysOf = (known: ObjectSchema): string[] => {
    const { common, all } = known.forms;
    const first = short ? [...short, ...all.filter((key) => fieldOf(known, key)?.required)] : common;
    return [...new Set([...first, ...proposed.value, ...(everything.value ? all : [])])].filter((key) => !left.includes(key));
  };
  const fields = computed<Field[]>(() =>
    schema.value ? fieldsOf(schema.value, keysOf(schema.value)).filter((field) => !field.readonly).map((field) => fieldWithin(field, values)) : [],
  );

  function fill(source: Values): void {
    proposed.value = Object.keys(source).filter((key) => !isEmpty(source[key]));
    for (const [key, value] of Object.entries(source)) {
      const field = schema.value && fieldOf(schema.value, key);
      if (field) values[key] = toForm(field, value);
    }
  }

  function put(field: Field, value: unknown): void {
    values[field.key] = value;
    Object.assign(values, clearedBy(field.key, schema.value?.fields ?? [], values));
  }

  function valid(): boolean {
    for (const field of fields.value) errors[field.key] = check(field, values[field.key]) ?? "";
    return fields.value.every((field) => !errors[field.key]);
  }

  const wire = (): Values =>
    Object.fromEntries(fields.value.filter((field) => !isEmpty(values[field.key])).map((field) => [field.key, toWire(field, values[field.key])]));

  return { schema, values, errors, fields, everything, fill, put, valid, wire };
}

export function useConvert(id: number) {
  const account = usePart("account", []);
  const contact = usePart("contact", ["account"]);
  const opportunity = usePart("opportunity", ["account"], ["name", "amount", "expected_close_on"]);
  const withContact = ref(true);
  const withOpportunity = ref(false);
  const maySell = computed(() => opportunity.schema.value?.can.create === true);
  /** The customer to merge into; null makes a new one. */
  const target = ref<number | null>(null);
  const refusal = ref("");
  const busy = ref(false);
  const done = ref<Places | null>(null);
  let key = newKey();

  const query = useQuery({ queryKey: ["lead", "conversion", id], queryFn: () => fetchProposal(id), staleTime: 0, gcTime: 0, retry: false });
  const existing = computed(() => query.data.value?.existing ?? []);
  const exact = computed(() => existing.value.find((one) => one.exact));
  /** What one sees and what is somebody's can be merged into. */
  const open = computed(() => existing.value.filter((one) => one.id !== null && !one.pooled));
  const ready = computed(() => query.data.value !== undefined && [account, contact, opportunity].every((part) => part.schema.value !== undefined));

  watch(ready, (now) => {
    if (!now || !query.data.value) return;
    account.fill(query.data.value.account);
    contact.fill(query.data.value.contact);
    opportunity.fill(query.data.value.opportunity);
    withContact.value = !isEmpty(query.data.value.contact.name);
    if (query.data.value.merges) target.value = open.value.find((one) => one.exact)?.id ?? null;
  }, { immediate: true });

  function place(fields: Record<string, string>): void {
    for (const [name, text] of Object.entries(fields)) {
      const [half, own] = name.includes(".") ? name.split(".") : ["", name];
      const named = { account, contact, opportunity }[half ?? ""];
      const parts = named ? [named] : [account, contact];
      const part = parts.find((one) => one.fields.value.some((field) => field.key === own)) ?? named ?? account;
      part.errors[own ?? name] = text;
      part.everything.value ||= !part.fields.value.some((field) => field.key === own);
    }
  }

  /** Whether it is done; otherwise errors and refusal say why not. */
  async function run(): Promise<boolean> {
    refusal.value = "";
    const right = [
      target.value !== null || account.valid(),
      !withContact.value || contact.valid(),
      !withOpportunity.value || opportunity.valid(),
    ].every(Boolean);
    if (busy.value || !right) return false;
    busy.value = true;
    try {
      const body = {
        account: target.value ?? account.wire(),
        contact: withContact.value ? contact.wire() : null,
        opportunity: withOpportunity.value ? opportunity.wire() : null,
        merge: target.value !== null,
      };
      const places = placesOf(await convert(id, body, key));
      done.value = { ...places, opportunity: body.opportunity && (await opportunityOf(id).catch(() => null)) };
      refresh("lead", "account", "contact", "opportunity");
      return true;
    } catch (error) {
      const problem = asProblem(error);
      place(problem.fields);
      refusal.value = problem.message;
      key = newKey();
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { query, account, contact, opportunity, withContact, withOpportunity, maySell, target, open, exact, ready, refusal, busy, done, run };
}
