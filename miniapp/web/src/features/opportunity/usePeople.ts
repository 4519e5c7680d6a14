// Who of the customer takes part in an opportunity, and who could (商机联系人).

import { useQuery } from "@tanstack/vue-query";
import { computed, type Ref } from "vue";
import { fetchPage } from "@/core/api/records";
import type { Ref as Named } from "@/core/types";

const MOST = 100;

export function usePeople(id: Ref<number>, account: Ref<Named | null>) {
  const people = useQuery({
    queryKey: computed(() => ["opportunity_contact", "of", id.value]),
    queryFn: async () => (await fetchPage("opportunity_contact", { where: { field: "opportunity", is: id.value }, limit: MOST })).items,
    retry: false,
  });
  const contacts = useQuery({
    queryKey: computed(() => ["contact", "of account", account.value?.id]),
    queryFn: async () => (await fetchPage("contact", { where: { field: "account", is: account.value?.id }, limit: MOST })).items,
    enabled: computed(() => account.value !== null),
    retry: false,
  });
  return { people, contacts };
}
