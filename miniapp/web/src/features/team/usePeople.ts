// Members and departments to choose from: typed words, or one department with its parts (选人).

import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, ref, type Ref } from "vue";
import { fetchPage } from "@/core/api/records";
import type { Ref as RecordRef, Row } from "@/core/types";
import { asLines, withParts, type DepartmentRow } from "./order";

const MOST = 50;

const departmentOf = (row: Row): DepartmentRow => ({
  id: row.id,
  label: String(row.name ?? ""),
  parent: (row.parent as RecordRef | null)?.id ?? null,
});

export interface Person extends RecordRef {
  note: string;
}

const personOf = (row: Row): Person => ({
  id: row.id,
  label: String(row.name ?? ""),
  note: [(row.department as RecordRef | null)?.label, row.position].filter(Boolean).join(" · "),
});

export function useDepartments(enabled: Ref<boolean>) {
  const query = useQuery({
    queryKey: ["department", "tree"],
    queryFn: async () => (await fetchPage("department", { limit: 100 })).items.map(departmentOf),
    staleTime: 5 * 60_000,
    enabled,
  });
  return { query, lines: computed(() => asLines(query.data.value ?? [])) };
}

/** `everyone` shows those who have left too. */
export function usePeople(enabled: Ref<boolean>, everyone = false) {
  const q = ref("");
  const department = ref<number | null>(null);
  const departments = useDepartments(enabled);
  const where = computed(() =>
    department.value === null ? null : { field: "department", in: withParts(departments.query.data.value ?? [], department.value) },
  );
  const query = useQuery({
    queryKey: computed(() => ["member", "people", everyone, q.value, where.value]),
    queryFn: async () => (await fetchPage("member", { q: q.value, view: everyone ? "all" : "active", where: where.value, limit: MOST })).items.map(personOf),
    enabled,
    placeholderData: keepPreviousData,
  });
  return { q, department, departments: departments.lines, query };
}
