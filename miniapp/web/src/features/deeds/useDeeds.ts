// The list of what can be undone, and one of them with its plan (可撤销的操作).

import { useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, ref, type Ref } from "vue";
import { fetchDeed, fetchDeeds } from "@/core/api/deeds";
import { asProblem } from "@/core/api/problem";
import { undo } from "./undoing";

const WATCHED_MS = 1500;

export function useDeedList(everyone: Ref<boolean>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ["deeds", everyone.value]),
    queryFn: ({ pageParam }) => fetchDeeds(everyone.value, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
  return { query, items: computed(() => query.data.value?.pages.flatMap((page) => page.items) ?? []) };
}

export function useDeedPlan(batch: string) {
  const busy = ref(false);
  const refusal = ref("");
  const query = useQuery({
    queryKey: ["deeds", "plan", batch],
    queryFn: () => fetchDeed(batch),
    staleTime: 0,
    retry: false,
    refetchInterval: (one) => (one.state.data?.state === "undoing" ? WATCHED_MS : false),
  });

  async function run(): Promise<void> {
    busy.value = true;
    refusal.value = "";
    try {
      await undo(batch);
    } catch (error) {
      refusal.value = asProblem(error).message;
    } finally {
      busy.value = false;
    }
  }

  return { query, deed: computed(() => query.data.value), busy, refusal, run };
}
