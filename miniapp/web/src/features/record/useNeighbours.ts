// The records before and after this one: in the list beside it, or in the one that it was opened from (上一条、下一条).

import { useQuery } from "@tanstack/vue-query";
import { computed, inject, type Ref } from "vue";
import { fetchNeighbours } from "@/core/api/beside";
import type { List } from "@/features/list/useList";

const ASKED = ["view", "q", "where", "sort"];

const asksFor = (pairs: Iterable<[string, unknown]>): Record<string, string> =>
  Object.fromEntries([...pairs].filter(([name, value]) => ASKED.includes(name) && value !== "*").map(([name, value]) => [name, String(value)]));

/** The page before this one in the history, when it was a list of the same object; its address says which. */
function listBefore(object: string): Record<string, string> | null {
  const back = (history.state as { back?: string | null } | null)?.back ?? "";
  const [path, query = ""] = back.split("?");
  return path === `/o/${object}` ? asksFor(new URLSearchParams(query)) : null;
}

/** `address` is the list's own part of this page's address, where it has one. */
export function useNeighbours(object: Ref<string>, id: Ref<number>, address: Record<string, unknown> | null = null) {
  const list = inject<List | undefined>("list", undefined);
  const rows = computed(() => list?.rows.value ?? []);
  const at = computed(() => rows.value.findIndex((row) => row.id === id.value));
  const asked = address ? asksFor(Object.entries(address)) : listBefore(object.value);

  const query = useQuery({
    queryKey: computed(() => [object.value, "beside", id.value, asked]),
    queryFn: () => fetchNeighbours(object.value, id.value, asked ?? {}),
    enabled: computed(() => at.value < 0 && asked !== null),
    retry: false,
  });
  const neighbour = (step: number): number | null => {
    if (at.value >= 0) return rows.value[at.value + step]?.id ?? null;
    return (step < 0 ? query.data.value?.before : query.data.value?.after) ?? null;
  };
  return {
    at,
    total: computed(() => list?.first.value?.total ?? rows.value.length),
    before: computed(() => neighbour(-1)),
    after: computed(() => neighbour(1)),
  };
}
