// Writing down what happened: who it is about, how, what, and when next (写跟进).

import { useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref, watch, type Ref as VueRef } from "vue";
import { newKey } from "@/core/api/client";
import { sendFile } from "@/core/api/files";
import { asProblem } from "@/core/api/problem";
import { createRecord, fetchRecord } from "@/core/api/records";
import { dropDraft, loadDraft, saveDraft } from "@/core/drafts";
import { check, isEmpty, toWire } from "@/core/fields/registry";
import { noteOffline } from "@/core/offline/network";
import { enqueue } from "@/core/offline/outbox";
import { refresh } from "@/core/query";
import { fieldOf, fieldsOf, loadSchema, useSchema } from "@/core/schema";
import { complain } from "@/core/toast";
import type { Field } from "@/core/types";
import { t } from "@/core/words";
import { titleOf } from "@/features/list/cell";
import { useCompanies } from "./useCompanies";

export interface Subject {
  object: string;
  id: number;
  label: string;
}

const isNext = (field: Field): boolean => field.kind === "datetime" && /next|plan/.test(field.key);

/** `given` is filled in at the start, such as the kind and the note of a call. */
export function useFollowUp(subject: VueRef<Subject | null>, given: Record<string, unknown> = {}) {
  const schema = useSchema("activity");
  const values = reactive<Record<string, unknown>>({});
  const errors = reactive<Record<string, string>>({});
  const busy = ref(false);
  const refusal = ref("");
  const files = ref<File[]>([]);
  const { companies, several, company, chosen } = useCompanies(subject);
  let key = newKey();

  const usable = computed(() =>
    schema.value ? fieldsOf(schema.value, schema.value.forms.common).filter((field) => !field.readonly && field.kind !== "subject") : [],
  );
  const kind = computed(() => usable.value.find((field) => field.kind === "choice"));
  const content = computed(() => usable.value.find((field) => field.kind === "long_text") ?? usable.value.find((field) => field.kind === "text"));
  const next = computed(() => usable.value.find(isNext) ?? (schema.value?.fields.find((field) => isNext(field) && !field.readonly)));
  /** What to do then, beside the time. */
  const plan = computed(() => schema.value?.fields.find((field) => field.key === "plan" && !field.readonly));
  const others = computed(() => usable.value.filter((field) => ![kind.value, content.value, next.value, plan.value].includes(field)));

  const draftName = computed(() => `follow:${subject.value?.object ?? ""}:${subject.value?.id ?? ""}`);
  watch(draftName, (name) => Object.assign(values, loadDraft(name) ?? {}, given), { immediate: true });
  watch(values, () => {
    if (content.value && !isEmpty(values[content.value.key])) saveDraft(draftName.value, { ...values });
  });
  watch(kind, (field) => {
    if (field && isEmpty(values[field.key])) values[field.key] = field.options?.[0]?.value ?? null;
  }, { immediate: true });

  /** Named in a link by object and id only: the label is looked up. */
  const named = useQuery({
    queryKey: computed(() => [subject.value?.object ?? "", "record", subject.value?.id ?? 0]),
    queryFn: () => fetchRecord(subject.value?.object ?? "", subject.value?.id ?? 0),
    enabled: computed(() => subject.value !== null),
  });
  watch([named.data, subject], async ([answer, about]) => {
    if (!answer || !about || about.label || answer.data.id !== about.id) return;
    subject.value = { ...about, label: titleOf(await loadSchema(about.object), answer.data) };
  }, { immediate: true });

  function valid(): boolean {
    errors.account = "";
    errors.subject = subject.value ? "" : t("先选跟进的是谁");
    for (const field of usable.value) errors[field.key] = check(field, values[field.key]) ?? "";
    if (content.value && isEmpty(values[content.value.key])) errors[content.value.key] = t("写一句发生了什么");
    return Object.values(errors).every((text) => !text);
  }

  function body(): Record<string, unknown> {
    const filled = Object.entries(values).filter(([, value]) => !isEmpty(value));
    const wired = filled.flatMap(([name, value]) => {
      const field = schema.value && fieldOf(schema.value, name);
      return field ? [[name, toWire(field, value)]] : [];
    });
    const about = { object: subject.value?.object, id: subject.value?.id };
    return { subject: about, ...(chosen.value ? { account: chosen.value } : {}), ...(Object.fromEntries(wired) as object) };
  }

  /** The words are saved already: a file that did not go up is said, nothing is undone. */
  async function sendFiles(activity: number, about: Subject): Promise<void> {
    const left: string[] = [];
    for (const file of files.value) {
      try {
        await sendFile(file, { activity, [about.object]: about.id });
      } catch {
        left.push(file.name);
      }
    }
    files.value = [];
    if (left.length) complain(t("跟进已写，{n} 个文件没有传上去：{names}", { n: left.length, names: left.join("、") }));
  }

  /** Empty again, for the next one on the same page. */
  function clear(): void {
    for (const name of Object.keys(values)) if (name !== kind.value?.key) delete values[name];
    for (const name of Object.keys(errors)) errors[name] = "";
    files.value = [];
    company.value = null;
  }

  /** "saved", "queued" without a network, or null when something is wrong. */
  async function save(): Promise<"saved" | "queued" | null> {
    refusal.value = "";
    if (!valid() || !subject.value) return null;
    busy.value = true;
    const sending = body();
    try {
      const made = await createRecord("activity", sending, key);
      dropDraft(draftName.value);
      key = newKey();
      await sendFiles(made.id, subject.value);
      refresh("activity", subject.value.object);
      return "saved";
    } catch (error) {
      const problem = asProblem(error);
      if (problem.offline) {
        noteOffline();
        enqueue("activity", sending, t("跟进：{who}", { who: subject.value.label }), key);
        dropDraft(draftName.value);
        return "queued";
      }
      refusal.value = problem.message;
      Object.assign(errors, problem.fields);
      key = newKey();
      return null;
    } finally {
      busy.value = false;
    }
  }

  return { schema, values, errors, busy, refusal, files, kind, content, next, plan, others, companies, several, company, chosen, save, clear };
}

export type FollowUp = ReturnType<typeof useFollowUp>;
