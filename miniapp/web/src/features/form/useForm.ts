// A form over one object: values, errors, draft, saving, and what to do when someone else was first (表单).

import { useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref, watch, type Ref } from "vue";
import { newKey } from "@/core/api/client";
import { asProblem, type Problem } from "@/core/api/problem";
import { changeRecord, createRecord, fetchRecord, runAction } from "@/core/api/records";
import { dropDraft, loadDraft, saveDraft } from "@/core/drafts";
import { clearedBy, fieldWithin } from "@/core/fields/options";
import { check, isEmpty, toForm, toWire } from "@/core/fields/registry";
import { queryClient, refresh } from "@/core/query";
import { fieldOf, fieldsOf, useSchema } from "@/core/schema";
import { me } from "@/core/session";
import type { Field, ObjectSchema, RecordRow } from "@/core/types";
import { t } from "@/core/words";

type Values = Record<string, unknown>;

/** What a collaborator named in the form may do; more is given in the team section. */
const USUAL_POWERS = ["follow_up"];

const copy = (values: Values): Values => JSON.parse(JSON.stringify(values)) as Values;
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** A form that asks whose a new record is begins with oneself. */
const usual = (schema: ObjectSchema): Values => (schema.forms.common.includes("owner") ? { owner: { id: me().id, label: me().name } } : {});

export interface Placing {
  /** Keeps the drafts of the same form in different places apart. */
  place?: string;
  /** What is given stays as it is. */
  locked?: boolean;
}

/** `given` is filled in at the start. */
export function useForm(object: Ref<string>, id: number | null, given: Values, { place = "", locked = false }: Placing = {}) {
  const schema = useSchema(object);
  const values = reactive<Values>({});
  const errors = reactive<Record<string, string>>({});
  const start = ref<Values>({});
  const untouched = ref<Values>({});
  /** Group, creation type, collaborators, process and stage of a new record: not fields of the form, sent beside them. */
  const belonging = ref<Values>({});
  /** What did not work after the record itself was saved. */
  const afterwards = ref("");
  const etag = ref("");
  const ready = ref(false);
  const restored = ref(false);
  const everything = ref(id !== null);
  const busy = ref(false);
  const refusal = ref<Problem | null>(null);
  const conflict = ref<Problem | null>(null);
  const draftName = `${object.value}:${id ?? "new"}${place && `:${place}`}`;
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
    return fieldsOf(schema.value, keys)
      .filter((field) => !field.readonly && field.kind !== "subject")
      .map((field) => fieldWithin(field, values))
      .map((field) => (locked && field.key in given ? { ...field, readonly: true } : field));
  });
  const hasMore = computed(() => (schema.value ? schema.value.forms.all.some((one) => !schema.value?.forms.common.includes(one)) : false));
  const dirty = computed(() => ready.value && Object.keys(values).some((one) => !same(values[one], untouched.value[one])));

  function fill(source: Values): void {
    for (const field of schema.value?.fields ?? []) values[field.key] = toForm(field, source[field.key]);
    start.value = copy(values);
  }

  watch([schema, query.data], ([known, answer]) => {
    if (ready.value || !known || (id !== null && !answer)) return;
    fill(id === null ? usual(known) : (answer?.data ?? {}));
    etag.value = answer?.etag ?? "";
    Object.assign(values, given);
    untouched.value = copy(values);
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

  /** One value by hand: what depends on it and no longer fits goes. */
  function put(field: Field, value: unknown): void {
    values[field.key] = value;
    Object.assign(values, clearedBy(field.key, schema.value?.fields ?? [], values));
  }

  /** Values from elsewhere, such as the register of companies; all fields show, so that nothing is filled unseen. */
  function fillIn(filled: Values): void {
    for (const [name, value] of Object.entries(filled)) {
      const field = schema.value && fieldOf(schema.value, name);
      if (field) put(field, toForm(field, value));
    }
    everything.value = true;
  }

  function forget(): void {
    dropDraft(draftName);
    restored.value = false;
    Object.assign(values, copy(untouched.value));
    for (const one of Object.keys(errors)) delete errors[one];
  }

  /** What was saved empty before it was asked for may stay empty: a change answers for what it touches. */
  function checkOne(field: Field): void {
    const left = id !== null && isEmpty(values[field.key]) && isEmpty(start.value[field.key]);
    errors[field.key] = (!left && check(field, values[field.key])) || "";
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
    if (id === null) {
      const made = await createRecord(object.value, { ...body, ...placed() }, key);
      await invite(made.id);
      return made;
    }
    const answer = await changeRecord(object.value, id, body, match);
    queryClient.setQueryData([object.value, "record", id], answer);
    return answer.data;
  }

  function placed(): Values {
    const { origin } = belonging.value;
    const ids = ["pool_group", "process", "stage"].filter((one) => belonging.value[one]);
    return { ...Object.fromEntries(ids.map((one) => [one, Number(belonging.value[one])])), ...(origin ? { origin } : {}) };
  }

  /** The record is there already: who could not be invited is said, nothing is undone. */
  async function invite(recordId: number): Promise<void> {
    const members = ((belonging.value.collaborators ?? []) as { id: number }[]).map((one) => one.id);
    if (!members.length) return;
    try {
      await runAction(object.value, recordId, "add_collaborators", { members, powers: USUAL_POWERS });
    } catch (error) {
      afterwards.value = t("已保存，协作人没有加上：{why}", { why: asProblem(error).message });
    }
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
      start.value = copy(values);
      untouched.value = copy(values);
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
    belonging, afterwards,
    put, fillIn, forget, checkOne, firstWrong, save, settle,
  };
}

export type Form = ReturnType<typeof useForm>;
