// A form over one object: values, errors, draft, saving, and what to do when someone else was first (表单).

import { useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref, watch, type Ref } from "vue";
import { newKey } from "@/core/api/client";
import { asProblem, type Problem } from "@/core/api/problem";
import { changeRecord, createRecord, fetchRecord } from "@/core/api/records";
import { dropDraft, loadDraft, saveDraft } from "@/core/drafts";
import { check, toForm, toWire } from "@/core/fields/registry";
import { queryClient, refresh } from "@/core/query";
import { fieldOf, fieldsOf, useSchema } from "@/core/schema";
import type { Field, RecordRow } from "@/core/types";

type Values = Record<string, unknown>;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export function useForm(object: Ref<string>, id: number | null, given: Values) {
  const schema = useSchema(object);
  const values = reactive<Values>({});
  const errors = reactive<Record<string, string>>({});
  const start = ref<Values>({});
  const etag = ref("");
  const ready = ref(false);
  const restored = ref(false);
  const everything = ref(id !== null);
  const busy = ref(false);
  const refusal = ref<Problem | null>(null);
  const conflict = ref<Problem | null>(null);
  const draftName = `${object.value}:${id ?? "new"}`;
  let key = newKey();

  const query = useQuery({
    queryKey: [object.value, "edit", id],
    queryFn: () => fetchRecord(object.value, id ?? 0),
    enabled: id !== null,
    staleTime: 0,
    gcTime: 0,
  });

  const fields = computed<Field[]>(() => {
    if (!schema.value) return [];
    const { common, all } = schema.value.forms;
    const keys = everything.value ? [...common, ...all.filter((one) => !common.includes(one))] : common;
    return fieldsOf(schema.value, keys).filter((field) => !field.readonly && field.kind !== "subject");
  });
  const hasMore = computed(() => (schema.value ? schema.value.forms.all.some((one) => !schema.value?.forms.common.includes(one)) : false));
  const dirty = computed(() => ready.value && Object.keys(values).some((one) => !same(values[one], start.value[one])));

  function fill(source: Values): void {
    for (const field of schema.value?.fields ?? []) values[field.key] = toForm(field, source[field.key]);
    start.value = JSON.parse(JSON.stringify(values)) as Values;
  }

  watch([schema, query.data], ([known, answer]) => {
    if (ready.value || !known || (id !== null && !answer)) return;
    fill(id === null ? {} : (answer?.data ?? {}));
    etag.value = answer?.etag ?? "";
    Object.assign(values, given);
    const draft = loadDraft(draftName);
    if (draft) {
      Object.assign(values, draft);
      restored.value = true;
    }
    ready.value = true;
  }, { immediate: true });

  const changes = (): Values =>
    Object.fromEntries(Object.keys(values).filter((one) => !same(values[one], start.value[one])).map((one) => [one, values[one]]));

  watch(values, () => {
    if (!ready.value) return;
    if (dirty.value) saveDraft(draftName, changes());
    else dropDraft(draftName);
  });

  function forget(): void {
    dropDraft(draftName);
    restored.value = false;
    Object.assign(values, JSON.parse(JSON.stringify(start.value)));
    for (const one of Object.keys(errors)) delete errors[one];
  }

  function checkOne(field: Field): void {
    errors[field.key] = check(field, values[field.key]) ?? "";
  }

  /** The key of the first field that is wrong, or null. */
  function firstWrong(): string | null {
    fields.value.forEach(checkOne);
    return fields.value.find((field) => errors[field.key])?.key ?? null;
  }

  function wire(source: Values): Values {
    const known = schema.value;
    if (!known) return {};
    const pairs = Object.entries(source).map(([name, value]) => [fieldOf(known, name), value] as const);
    return Object.fromEntries(pairs.flatMap(([field, value]) => (field ? [[field.key, toWire(field, value)]] : [])));
  }

  async function send(body: Values, match: string): Promise<RecordRow> {
    if (id === null) return createRecord(object.value, body, key);
    const answer = await changeRecord(object.value, id, body, match);
    queryClient.setQueryData([object.value, "record", id], answer);
    return answer.data;
  }

  function take(problem: Problem): void {
    if (problem.status === 412) conflict.value = problem;
    else refusal.value = problem;
    if (Object.keys(problem.fields).length) everything.value = true;
    Object.assign(errors, problem.fields);
    key = newKey();
  }

  /** The saved record, or null with `errors`, `refusal` or `conflict` filled. */
  async function save(): Promise<RecordRow | null> {
    refusal.value = null;
    const body = wire(changes());
    const filled = id === null ? Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) : body;
    return deliver(filled, etag.value);
  }

  /** After both versions were looked at: writes what was chosen on top of the current one. */
  async function settle(chosen: Values): Promise<RecordRow | null> {
    const fresh = await fetchRecord(object.value, id ?? 0);
    return deliver(chosen, fresh.etag);
  }

  async function deliver(body: Values, match: string): Promise<RecordRow | null> {
    busy.value = true;
    try {
      const saved = await send(body, match);
      conflict.value = null;
      dropDraft(draftName);
      start.value = JSON.parse(JSON.stringify(values)) as Values;
      refresh(object.value);
      return saved;
    } catch (error) {
      take(asProblem(error));
      return null;
    } finally {
      busy.value = false;
    }
  }

  return {
    schema, query, values, errors, fields, everything, hasMore, dirty, ready, restored, busy, refusal, conflict,
    forget, checkOne, firstWrong, save, settle,
  };
}

export type Form = ReturnType<typeof useForm>;
