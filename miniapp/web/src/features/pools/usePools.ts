// The pool groups of an object as this member sees them (公海分组).

import { useQuery } from "@tanstack/vue-query";
import { computed, toValue, type MaybeRefOrGetter } from "vue";
import { fetchPools } from "@/core/api/pools";

export const MODES = {
  work: { label: "跟进后捡回", tone: "blue", note: "客户先补联系人或写跟进，线索先补全资料" },
  claim: { label: "自行领取", tone: "green", note: "成员点一下就归自己" },
  apply: { label: "申请领取", tone: "amber", note: "成员申请，上级同意后归他" },
  assign: { label: "管理员分配", tone: "violet", note: "只有分组管理员能分给成员" },
} as const;

export const POOLED = ["lead", "account"] as const;

export function usePools(of: MaybeRefOrGetter<string>, enabled: MaybeRefOrGetter<boolean> = true) {
  const query = useQuery({
    queryKey: computed(() => ["pools", toValue(of)]),
    queryFn: () => fetchPools(toValue(of)),
    enabled: computed(() => toValue(enabled) && (POOLED as readonly string[]).includes(toValue(of))),
    staleTime: 30_000,
    retry: false,
  });
  const groups = computed(() => query.data.value?.groups ?? []);
  return { query, groups };
}
