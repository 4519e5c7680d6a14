// A file that is made ready to go in: its columns, the terms, fixed values, and the trial run (导入准备).

import { computed, reactive, ref, shallowRef } from "vue";
import { lookInto, startTried, tryImport, type Asked, type Looked, type Terms } from "@/core/api/imports";
import { isEmpty, toWire } from "@/core/fields/registry";
import { queryClient } from "@/core/query";
import { fieldOf, useSchema } from "@/core/schema";
import type { Field } from "@/core/types";
import { t } from "@/core/words";
import { assigned, guessed, missing, type Mapping } from "./columns";
import { sentenceOf, useDuring } from "./useDuring";

const MOST_BYTES = 50 * 1024 * 1024;

export function useImport(object: string, start: Partial<Terms>) {
  const schema = useSchema(object);
  const file = shallowRef<File | null>(null);
  const looked = ref<Looked | null>(null);
  const mapping = ref<Mapping>({});
  const terms = reactive<Terms>({ mode: "skip", blank_clears: false, pool: false, pool_group: null, ...start });
  const fixed = reactive<Record<string, unknown>>({});
  const reading = ref("");
  const request = useDuring();
  const { busy, refusal } = request;
  const trial = ref<number | null>(null);
  const tried = ref("");

  const targets = computed(() => looked.value?.fields ?? []);
  const given = computed(() => {
    const keys = Object.keys(fixed).filter((key) => !isEmpty(fixed[key]));
    return terms.pool && terms.pool_group !== null ? [...keys, "pool_group"] : keys;
  });
  const lacking = computed(() => missing(targets.value, mapping.value, given.value, terms.mode));

  /** What may be the same in all rows: own fields that no column fills. */
  const fixable = computed<Field[]>(() =>
    targets.value.flatMap((one) => {
      const field = schema.value && fieldOf(schema.value, one.key);
      const filled = Object.values(mapping.value).includes(one.key);
      return field && one.writable && !filled && one.key !== "pool_group" ? [{ ...field, required: false, readonly: false }] : [];
    }),
  );
  const asked = computed<Asked>(() => {
    const own = fixable.value.filter((field) => field.key in fixed && !isEmpty(fixed[field.key]));
    return { ...terms, mapping: { ...mapping.value }, defaults: Object.fromEntries(own.map((field) => [field.key, toWire(field, fixed[field.key])])) };
  });
  const stale = computed(() => trial.value !== null && tried.value !== JSON.stringify(asked.value));

  async function take(chosen: File): Promise<void> {
    refusal.value = chosen.size > MOST_BYTES ? t("文件太大，最多 50 MB。拆成几个再导入") : "";
    if (refusal.value) return;
    reading.value = chosen.name;
    try {
      looked.value = await lookInto(object, chosen);
      file.value = chosen;
      mapping.value = guessed(looked.value.columns);
      trial.value = null;
    } catch (error) {
      refusal.value = sentenceOf(error);
    } finally {
      reading.value = "";
    }
  }

  function drop(): void {
    file.value = looked.value = trial.value = null;
    refusal.value = "";
    for (const key of Object.keys(fixed)) delete fixed[key];
  }

  const assign = (index: number, key: string): void => {
    mapping.value = assigned(mapping.value, index, key);
  };

  const during = <T>(deed: () => Promise<T>): Promise<T | null> =>
    request.during(deed).finally(() => void queryClient.invalidateQueries({ queryKey: ["imports"] }));

  async function tryOut(): Promise<void> {
    const chosen = file.value;
    if (!chosen) return;
    const now = JSON.stringify(asked.value);
    const run = await during(() => tryImport(object, chosen, asked.value, trial.value));
    if (!run) return;
    tried.value = now;
    trial.value = run.id;
  }

  const go = async (): Promise<number | null> => (trial.value === null ? null : ((await during(() => startTried(Number(trial.value))))?.id ?? null));

  return { schema, file, looked, mapping, terms, fixed, reading, busy, refusal, trial, targets, lacking, fixable, stale, take, drop, assign, tryOut, go };
}

export type Import = ReturnType<typeof useImport>;
