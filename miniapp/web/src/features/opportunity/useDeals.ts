// Which customers of a list have opportunities, and the way to them: asked for page by page, beside the rows (销售机会图标).

import { useQueries } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { fetchOpportunityMarks, type OpportunityMark } from "@/core/api/opportunities";
import { knownObject } from "@/core/session";
import type { Page } from "@/core/types";

export type Deals = Record<string, OpportunityMark>;

export function useDeals(object: Ref<string>, pages: () => Page[] | undefined) {
  const asked = computed(() => (object.value === "account" && knownObject("opportunity") ? (pages() ?? []).filter((page) => page.items.length) : []));
  const answers = useQueries({
    queries: computed(() =>
      asked.value.map((page) => {
        const ids = page.items.map((row) => row.id);
        return { queryKey: ["opportunity", "of accounts", ids.join(",")], queryFn: ({ signal }: { signal: AbortSignal }) => fetchOpportunityMarks(ids, signal), staleTime: 60_000, retry: false };
      }),
    ),
  });
  return computed<Deals>(() => Object.assign({}, ...answers.value.map((answer) => answer.data ?? {})) as Deals);
}

/** The one there is, or all of them. */
export const dealsAt = (account: number, deals: OpportunityMark): string =>
  deals.count === 1 ? `/o/opportunity/${deals.newest}` : `/o/opportunity?view=all&where=${encodeURIComponent(JSON.stringify({ field: "account", is: account }))}`;
