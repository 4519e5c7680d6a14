// The companies of a contact, of which a follow-up is about one (联系人的公司).

import { useQuery } from "@tanstack/vue-query";
import { computed, ref, watch, type Ref as VueRef } from "vue";
import { fetchPage, fetchRecord } from "@/core/api/records";
import type { Ref } from "@/core/types";
import type { Subject } from "./useFollowUp";

/** `company` is the one that was chosen, the main one at the start; nothing for whatever has at most one. */
export function useCompanies(subject: VueRef<Subject | null>) {
  const contact = computed(() => (subject.value?.object === "contact" ? subject.value.id : 0));
  const company = ref<number | null>(null);

  const main = useQuery({
    queryKey: computed(() => ["contact", "record", contact.value]),
    queryFn: () => fetchRecord("contact", contact.value),
    enabled: computed(() => contact.value !== 0),
  });
  const further = useQuery({
    queryKey: computed(() => ["contact_company", "of", contact.value]),
    queryFn: () => fetchPage("contact_company", { where: { field: "contact", is: contact.value }, sort: "id" }),
    enabled: computed(() => contact.value !== 0),
  });
  const companies = computed<Ref[]>(() => {
    if (!contact.value) return [];
    const found = [main.data.value?.data.account, ...(further.data.value?.items ?? []).map((row) => row.account)];
    return found.filter((one): one is Ref => Boolean(one));
  });
  const several = computed(() => companies.value.length > 1);
  const chosen = computed(() => (several.value ? (company.value ?? companies.value[0]?.id ?? null) : null));

  watch(contact, () => (company.value = null));

  return { companies, several, company, chosen };
}
