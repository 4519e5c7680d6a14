// Suspected pairs of an object, page by page, and the search for them while it runs (疑似重复).

import { useInfiniteQuery } from "@tanstack/vue-query";
import { computed, ref, type Ref } from "vue";
import { asProblem } from "@/core/api/problem";
import { fetchPairs, startSearch, type PairState } from "@/core/api/suspects";
import { complain, say } from "@/core/toast";
import { t } from "@/core/words";

const WATCHED_MS = 1500;

export function usePairs(object: Ref<string>) {
  const state = ref<PairState>("open");
  const starting = ref(false);

  const query = useInfiniteQuery({
    queryKey: computed(() => ["suspects", object.value, state.value]),
    queryFn: ({ pageParam }) => fetchPairs(object.value, state.value, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    refetchInterval: (one) => (one.state.data?.pages[0]?.looking ? WATCHED_MS : false),
  });
  const first = computed(() => query.data.value?.pages[0]);

  async function look(): Promise<void> {
    starting.value = true;
    try {
      await startSearch(object.value);
      say(t("开始查找了，找到的会列在这里"));
      await query.refetch();
    } catch (error) {
      complain(asProblem(error).message);
    } finally {
      starting.value = false;
    }
  }

  return { state, starting, query, first, items: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []), look };
}
