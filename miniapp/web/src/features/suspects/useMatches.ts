// What else a record may be, and saying of a pair that it is not the same (疑似重复).

import { useQuery } from "@tanstack/vue-query";
import { computed, toValue, type MaybeRefOrGetter } from "vue";
import { asProblem } from "@/core/api/problem";
import { decidePair, fetchMatches } from "@/core/api/suspects";
import { queryClient, refresh } from "@/core/query";
import { complain, say } from "@/core/toast";
import { t } from "@/core/words";

export function useMatches(object: string, id: MaybeRefOrGetter<number>) {
  return useQuery({
    queryKey: computed(() => [object, "matches", toValue(id)]),
    queryFn: () => fetchMatches(object, toValue(id)),
    staleTime: 60_000,
    retry: false,
  });
}

/** Resolves to whether it is decided; a dismissed pair can be opened again at once. */
export async function decide(object: string, pair: number, decision: "dismiss" | "reopen"): Promise<boolean> {
  try {
    await decidePair(pair, decision);
  } catch (error) {
    complain(asProblem(error).message);
    return false;
  }
  void queryClient.invalidateQueries({ queryKey: ["suspects"] });
  refresh(object);
  if (decision === "dismiss") say(t("记下了，不是重复"), { label: t("撤销"), run: () => void decide(object, pair, "reopen") });
  else say(t("又列为疑似重复"));
  return true;
}

/** Side by side on a page of its own; the first is the main one until somebody chooses. */
export const mergePath = (object: string, ids: readonly number[]): string => `/o/${object}/merge?ids=${ids.join(",")}`;
