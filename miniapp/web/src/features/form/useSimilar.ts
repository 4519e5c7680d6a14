// Who is already there, asked for while the form is filled in (查重).

import { keepPreviousData, useQuery } from "@tanstack/vue-query";
import { computed, onScopeDispose, ref, watch } from "vue";
import { fetchSimilar } from "@/core/api/beside";
import { fieldOf } from "@/core/schema";
import type { Duplicate, ObjectSchema } from "@/core/types";

const ASKED = ["name", "company", "mobile", "phone", "email", "credit_code", "website"];
const OBJECTS = new Set(["lead", "account", "contact"]);
const PAUSE = 500;
const SHORTEST = 2;

function wordsOf(schema: ObjectSchema | undefined, values: Record<string, unknown>): Record<string, string> {
  if (!schema || !OBJECTS.has(schema.key)) return {};
  const given = ASKED.filter((key) => fieldOf(schema, key)).map((key) => [key, String(values[key] ?? "").trim()] as const);
  return Object.fromEntries(given.filter(([, text]) => text.length >= SHORTEST));
}

/** `own` is the record that is being changed: it resembles itself. */
export function useSimilar(schema: () => ObjectSchema | undefined, values: Record<string, unknown>, own: number | null) {
  const words = ref<Record<string, string>>({});
  let timer = 0;
  let first = "";

  function ask(): void {
    clearTimeout(timer);
    words.value = wordsOf(schema(), values);
  }

  watch([() => ({ ...values }), schema], () => {
    clearTimeout(timer);
    const now = JSON.stringify(wordsOf(schema(), values));
    first ||= now;
    // A record that is only being changed elsewhere says nothing new about who it resembles.
    if (own === null || now !== first) timer = window.setTimeout(ask, PAUSE);
  });
  onScopeDispose(() => clearTimeout(timer));

  const query = useQuery({
    queryKey: computed(() => [schema()?.key ?? "", "similar", words.value]),
    queryFn: ({ signal }) => fetchSimilar(schema()?.key ?? "", own === null ? words.value : { ...words.value, id: String(own) }, signal),
    enabled: computed(() => Object.keys(words.value).length > 0),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const found = computed<Duplicate[]>(() =>
    Object.keys(words.value).length ? (query.data.value ?? []) : [],
  );
  return { found, ask, busy: query.isFetching };
}
