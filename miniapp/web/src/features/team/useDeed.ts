// One action on one record or on many: sends it, says what came of it, refreshes what changed (操作).

import { computed, inject, ref } from "vue";
import { newKey } from "@/core/api/client";
import { asProblem } from "@/core/api/problem";
import { runAction, runBatch, type BatchAnswer } from "@/core/api/records";
import { refresh } from "@/core/query";
import { complain } from "@/core/toast";
import type { Action, ObjectSchema } from "@/core/types";
import { t } from "@/core/words";
import { sayUndoable } from "@/features/deeds/undoing";

export interface DeedProps {
  open: boolean;
  schema: ObjectSchema;
  action: Action;
  ids: number[];
}

type Values = Record<string, unknown>;

/** On one record; a batch can be undone whatever it did. */
const UNDOABLE = new Set(["delete", "transfer", "convert"]);

/** What a list of records is called: 这个客户, 3 条线索. */
export function whichRecords(schema: ObjectSchema, ids: readonly number[]): string {
  return ids.length === 1 ? t("这条{what}", { what: schema.label }) : t("{n} 条{what}", { n: ids.length, what: schema.label });
}

/** Only what the action asks for, without the boxes that stayed empty. */
export function fitting(action: Action, body: Values): Values {
  const asked = action.input?.map((face) => (typeof face === "string" ? face : face.key));
  return Object.fromEntries(Object.entries(body).filter(([key, value]) => value !== "" && value != null && (!asked || asked.includes(key))));
}

export function useDeed(props: Readonly<DeedProps>) {
  const busy = ref(false);
  const refusal = ref("");
  const errors = ref<Record<string, string>>({});
  let key = newKey();
  const answered = inject<(answer: BatchAnswer) => void>("batch answer", () => undefined);
  const many = computed(() => props.ids.length > 1);

  function again(): void {
    refusal.value = "";
    errors.value = {};
    key = newKey();
  }

  async function sendMany(body: Values, told: string): Promise<boolean> {
    const answer = await runBatch(props.schema.key, props.action.key, props.ids, body);
    answered(answer);
    const failed = answer.results.filter((one) => !one.ok);
    const why = failed[0]?.detail ?? "";
    if (failed.length === props.ids.length) {
      refusal.value = why;
      return false;
    }
    if (failed.length) complain(t("{done}；{m} 条没有：{why}", { done: told.replace("{n}", String(props.ids.length - failed.length)), m: failed.length, why }));
    else void sayUndoable(told.replace("{n}", String(props.ids.length)), props.schema.key, props.ids);
    return true;
  }

  /** Resolves to whether it is done; `told` is said then, `{n}` in it is how many went through. */
  async function send(values: Values, told: string): Promise<boolean> {
    const body = fitting(props.action, values);
    busy.value = true;
    refusal.value = "";
    errors.value = {};
    try {
      if (many.value) {
        if (!(await sendMany(body, told))) return false;
      } else {
        await runAction(props.schema.key, props.ids[0] ?? 0, props.action.key, body, key);
        void sayUndoable(told.replace("{n}", "1"), props.schema.key, UNDOABLE.has(props.action.key) ? props.ids : []);
      }
      refresh(props.schema.key, "account", "contact", "lead", "pools");
      return true;
    } catch (error) {
      const problem = asProblem(error);
      errors.value = problem.fields;
      refusal.value = Object.values(problem.fields)[0] ?? problem.message;
      key = newKey();
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, refusal, errors, many, again, send };
}
