// Which rows of a list may be somebody else as well: asked for page by page, beside the rows (可能重复).

import { useQueries } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { fetchMarks } from "@/core/api/suspects";
import { hubObjects } from "@/core/hub";
import type { Page } from "@/core/types";

export function useMarks(object: Ref<string>, pages: () => Page[] | undefined) {
  const asked = computed(() => (hubObjects().includes(object.value) ? (pages() ?? []).filter((page) => page.items.length) : []));
  const answers = useQueries({
    queries: computed(() =>
      asked.value.map((page) => {
        const ids = page.items.map((row) => row.id);
        return { queryKey: [object.value, "marks", ids.join(",")], queryFn: ({ signal }: { signal: AbortSignal }) => fetchMarks(object.value, ids, signal), staleTime: 60_000, retry: false };
      }),
    ),
  });
  return computed<Record<string, number>>(() => Object.assign({}, ...answers.value.map((answer) => answer.data ?? {})) as Record<string, number>);
}
