// One record with everything around it, and the writes that start from it (记录).

import { useQuery } from "@tanstack/vue-query";
import { computed, ref, type Ref } from "vue";
import { asProblem } from "@/core/api/problem";
import { changeRecord, fetchAround, fetchRecord, runAction } from "@/core/api/records";
import { noteOffline } from "@/core/offline/network";
import { queryClient, refresh } from "@/core/query";
import { fieldOf, takesFollowUps, useSchema } from "@/core/schema";
import { complain, say } from "@/core/toast";
import type { Action, RecordRow } from "@/core/types";
import { t } from "@/core/words";
import { ownOf } from "./own";

/** Actions that another one takes back without asking anything. */
const UNDONE_BY: Record<string, string> = { freeze: "thaw", protect: "unprotect", unprotect: "protect", discard: "restore", close: "reopen", finish: "reopen" };

export function useRecord(object: Ref<string>, id: Ref<number>) {
  const schema = useSchema(object);
  const busy = ref(false);

  const query = useQuery({
    queryKey: computed(() => [object.value, "record", id.value]),
    queryFn: async () => {
      try {
        return await fetchRecord(object.value, id.value);
      } catch (error) {
        if (asProblem(error).offline) noteOffline();
        throw error;
      }
    },
  });
  const around = useQuery({
    queryKey: computed(() => [object.value, "around", id.value]),
    queryFn: () => fetchAround(object.value, id.value),
  });

  const record = computed<RecordRow | undefined>(() => query.data.value?.data);
  const problem = computed(() => (query.error.value ? asProblem(query.error.value) : null));
  const closed = computed(() => record.value !== undefined && ownOf(object.value).closed(record.value));
  const can = computed(() => {
    const may = record.value?._can ?? { edit: false, delete: false, actions: [] };
    return { ...may, edit: may.edit && !closed.value };
  });
  const actions = computed<Action[]>(() => schema.value?.actions.filter((one) => can.value.actions.includes(one.key)) ?? []);
  const followable = computed(() => schema.value !== undefined && takesFollowUps(schema.value));
  const plan = computed(() => {
    const field = schema.value && fieldOf(schema.value, schema.value.date);
    return field && followable.value && !field.readonly && !closed.value ? field : undefined;
  });

  /** Shows the new date at once and takes it back when the server refuses. */
  async function postpone(to: string | null): Promise<void> {
    const before = query.data.value;
    const key = plan.value?.key;
    if (!before || !key) return;
    queryClient.setQueryData([object.value, "record", id.value], { ...before, data: { ...before.data, [key]: to } });
    try {
      const answer = await changeRecord(object.value, id.value, { [key]: to }, before.etag);
      queryClient.setQueryData([object.value, "record", id.value], answer);
      say(t("已改期"), { label: t("撤销"), run: () => void postpone((before.data[key] as string | null) ?? null) });
      refresh(object.value);
    } catch (error) {
      queryClient.setQueryData([object.value, "record", id.value], before);
      complain(asProblem(error).message);
    }
  }

  /** Resolves to an error sentence, or null when it is done; what is wrong with single fields goes into `wrong`. */
  async function act(action: Action, input: Record<string, unknown>, wrong: Record<string, string> = {}): Promise<string | null> {
    busy.value = true;
    try {
      const answer = (await runAction(object.value, id.value, action.key, input)) as Partial<RecordRow> | null;
      const back = schema.value?.actions.find((one) => one.key === UNDONE_BY[action.key] && answer?._can?.actions.includes(one.key));
      say(t("已{action}", { action: action.label }), back && { label: t("撤销"), run: () => void undo(back) });
      refresh(object.value, "lead", "account", "contact");
      return null;
    } catch (error) {
      const refused = asProblem(error);
      Object.assign(wrong, refused.fields);
      return refused.message;
    } finally {
      busy.value = false;
    }
  }

  async function undo(back: Action): Promise<void> {
    const refusal = await act(back, {});
    if (refusal) complain(refusal);
  }

  return { schema, query, around, record, problem, closed, can, actions, followable, plan, busy, postpone, act };
}

export type OneRecord = ReturnType<typeof useRecord>;
