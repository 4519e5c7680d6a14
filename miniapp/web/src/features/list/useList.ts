// The state of one list: view, search, filter, sort and pages, kept in the address (列表).

import { useInfiniteQuery, useQueries } from "@tanstack/vue-query";
import { computed, onScopeDispose, reactive, watch, type Ref } from "vue";
import { onBeforeRouteLeave, onBeforeRouteUpdate, useRoute, useRouter } from "vue-router";
import { fetchPage, countRows } from "@/core/api/records";
import { conditionsOf, parseWhere } from "@/core/filter";
import { groupOf, type DateGroup } from "@/core/format/dates";
import { noteOffline } from "@/core/offline/network";
import { asProblem } from "@/core/api/problem";
import { fieldOf, useSchema } from "@/core/schema";
import type { Field, Page, Row, Where } from "@/core/types";

const PAGE_SIZE = 30;
const COUNTED_VIEWS = 4;

interface State {
  view: string | null;
  q: string;
  where: Where | null;
  sort: string | null;
}

export interface Group extends DateGroup {
  rows: Row[];
  complete: boolean;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const NO_VIEW = "*";

/** No view in the address means the first one, unless a filter was handed over: that stands alone. */
function stateFrom(query: Record<string, unknown>): State {
  const where = parseWhere(query.where);
  const named = text(query.view);
  const view = named === NO_VIEW ? "" : named || (where ? "" : null);
  return { view, q: text(query.q), where, sort: text(query.sort) || null };
}

function addressOf(state: State, first: string | undefined): Record<string, string> {
  const view = state.view === "" ? NO_VIEW : (state.view ?? (state.where ? first : undefined));
  const parts = { view, q: state.q, where: state.where && JSON.stringify(state.where), sort: state.sort };
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1])));
}

export function useList(object: Ref<string>) {
  const route = useRoute();
  const router = useRouter();
  const schema = useSchema(object);
  const state = reactive<State>(stateFrom(route.query));

  const view = computed(() => {
    if (state.view === "") return undefined;
    return schema.value?.views.find((one) => one.key === state.view) ?? schema.value?.views[0];
  });
  const sort = computed(() => state.sort || view.value?.sort || schema.value?.sort || "-updated_at");
  const sortField = computed<Field | undefined>(() =>
    schema.value ? fieldOf(schema.value, sort.value.replace(/^-/, "")) : undefined,
  );

  const query = useInfiniteQuery({
    queryKey: computed(() => [object.value, "list", view.value?.key ?? "", state.q, state.where, sort.value]),
    queryFn: async ({ pageParam, signal }) => {
      try {
        return await fetchPage(
          object.value,
          { view: view.value?.key, q: state.q, where: state.where, sort: sort.value, cursor: pageParam, limit: PAGE_SIZE },
          signal,
        );
      } catch (error) {
        if (asProblem(error).offline) noteOffline();
        throw error;
      }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => page.next,
    enabled: computed(() => schema.value !== undefined),
  });

  const rows = computed<Row[]>(() => query.data.value?.pages.flatMap((page) => page.items) ?? []);
  const first = computed(() => query.data.value?.pages[0]);

  const groups = computed<Group[]>(() => {
    const field = schema.value?.date;
    if (!field || sort.value !== field) return [{ key: "all", label: "", rows: rows.value, complete: false }];
    const found: Group[] = [];
    for (const row of rows.value) {
      const group = groupOf(row[field]);
      const last = found[found.length - 1];
      if (last?.key === group.key) last.rows.push(row);
      else found.push({ ...group, rows: [row], complete: true });
    }
    const last = found[found.length - 1];
    if (last && query.hasNextPage.value) last.complete = false;
    return found;
  });

  const counted = computed(() => (first.value ? (schema.value?.views.slice(0, COUNTED_VIEWS) ?? []) : []));
  const viewCounts = useQueries({
    queries: computed(() =>
      counted.value.map((one) => ({
        queryKey: ["count", object.value, "view", one.key],
        queryFn: async () => ({ key: one.key, total: await countRows(object.value, null, one.key) }),
        staleTime: 60_000,
      })),
    ),
  });
  const countOf = (key: string): number | null | undefined =>
    viewCounts.value.find((one) => one.data?.key === key)?.data?.total;

  const filtered = computed(() => conditionsOf(state.where).length);

  // A step to a record that is on its way must not be overtaken by the address of the list.
  let moving = false;
  onBeforeRouteLeave(() => {
    moving = true;
  });
  onBeforeRouteUpdate((to, from) => {
    moving = to.path !== from.path;
  });
  onScopeDispose(router.afterEach(() => {
    moving = false;
  }));

  watch(
    () => ({ ...state }),
    (now) => {
      if (moving || !route.meta.list || route.params.object !== object.value) return;
      void router.replace({ query: addressOf(now, view.value?.key) });
    },
  );
  watch(
    () => route.fullPath,
    () => {
      if (route.meta.list && route.params.object === object.value) Object.assign(state, stateFrom(route.query));
    },
  );

  return { schema, state, view, sort, sortField, query, rows, first, groups, countOf, filtered };
}

export type List = ReturnType<typeof useList>;
