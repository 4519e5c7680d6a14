// The recycle bin: one object or all, searched; bringing back, with what stands in the way; emptying (回收站).

import { keepPreviousData, useInfiniteQuery } from "@tanstack/vue-query";
import { computed, reactive, ref } from "vue";
import { fetchBin, purgeRecord, restoreRecord, type Binned } from "@/core/api/bin";
import { asProblem, type Problem } from "@/core/api/problem";
import { fieldOf, loadSchema } from "@/core/schema";
import { complain, say } from "@/core/toast";
import { t } from "@/core/words";
import { everything } from "@/features/deeds/undoing";

/** Somebody has a value of this record now: who, and what could come back empty. */
export interface InTheWay {
  one: Binned;
  problem: Problem;
  fields: string[];
  labels: string;
}

export const placeOf = (one: Binned): string => `${one.object} ${one.id}`;

export function useBin() {
  const asked = reactive({ object: "", q: "" });
  const doing = ref("");
  const inTheWay = ref<InTheWay | null>(null);

  const query = useInfiniteQuery({
    queryKey: computed(() => ["bin", asked.object, asked.q]),
    queryFn: ({ pageParam }) => fetchBin(asked.object, asked.q, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

  async function stopped(one: Binned, problem: Problem): Promise<void> {
    const fields = Object.keys(problem.fields);
    if (problem.status !== 409 || !fields.length) return complain(problem.message);
    const schema = await loadSchema(one.object);
    const labels = fields.map((key) => fieldOf(schema, key)?.label ?? key).join("、");
    inTheWay.value = { one, problem, fields, labels };
  }

  async function restore(one: Binned, without: string[] = []): Promise<void> {
    doing.value = placeOf(one);
    try {
      await restoreRecord(one.object, one.id, without);
      inTheWay.value = null;
      say(t("已恢复「{name}」", { name: one.label }), { label: t("打开"), run: () => void (location.hash = `#/o/${one.object}/${one.id}`) });
      everything();
    } catch (error) {
      await stopped(one, asProblem(error));
    } finally {
      doing.value = "";
    }
  }

  async function purge(one: Binned): Promise<boolean> {
    doing.value = placeOf(one);
    try {
      await purgeRecord(one.object, one.id);
      say(t("已彻底删除"));
      everything();
      return true;
    } catch (error) {
      complain(asProblem(error).message);
      return false;
    } finally {
      doing.value = "";
    }
  }

  return { asked, query, items: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []), doing, inTheWay, restore, purge };
}
