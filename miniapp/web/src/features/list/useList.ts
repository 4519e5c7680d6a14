// The state of one list: view, search, filter, sort and pages, kept in the address (列表).

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/vue-query";
import { computed, onScopeDispose, reactive, watch, type Ref } from "vue";
import { onBeforeRouteLeave, onBeforeRouteUpdate, useRoute, useRouter } from "vue-router";
import { fetchCounts } from "@/core/api/lists";
import { fetchPage, type ListAsk } from "@/core/api/records";
import { isCondition, parseWhere, partsOf } from "@/core/filter";
import { groupOf, type DateGroup } from "@/core/format/dates";
import { noteOffline } from "@/core/offline/network";
import { asProblem } from "@/core/api/problem";
import { fieldOf, useSchema } from "@/core/schema";
import type { Field, Page, Row, View, Where } from "@/core/types";
import { usePoolRows } from "./usePoolRows";

const PAGE_SIZE = 50;

interface State {
  view: string | null;
  q: string;
  where: Where | null;
  sort: string | null;
  /** What is shown in place of the rows, such as a board. */
  as: string | null;
}

export interface Group extends DateGroup {
  rows: Row[];
  complete: boolean;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

const NO_VIEW = "*";

/** What a member left a list with: it is there again when they come back to it. */
const left = new Map<string, State>();

/** Fields that the bar above a pool sets: they are no conditions of the member's own. */
const POOL_FIELDS = new Set(["pool_group", "pool_state"]);

/** No view in the address means the first one, unless a filter was handed over: that stands alone. */
function stateFrom(query: Record<string, unknown>): State {
  const where = parseWhere(query.where);
  const named = text(query.view);
  const view = named === NO_VIEW ? "" : named || (where ? "" : null);
  return { view, q: text(query.q), where, sort: text(query.sort) || null, as: text(query.as) || null };
}

function addressOf(state: State, first: string | undefined): Record<string, string> {
  const view = state.view === "" ? NO_VIEW : (state.view ?? (state.where ? first : undefined));
  const parts = { view, q: state.q, where: state.where && JSON.stringify(state.where), sort: state.sort, as: state.as };
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, string] => Boolean(part[1])));
}

/** A bare address means the list as it was left; otherwise the address says everything. */
function stateAt(query: Record<string, unknown>, object: string): State {
  return (Object.keys(query).length === 0 && left.get(object)) || stateFrom(query);
}

export function useList(object: Ref<string>) {
  const route = useRoute();
  const router = useRouter();
  const schema = useSchema(object);
  const state = reactive<State>(stateAt(route.query, object.value));

  const named = (key: string | null | undefined): View | undefined => schema.value?.views.find((one) => one.key === key);
  const view = computed(() => {
    if (state.view === "") return undefined;
    return named(state.view) ?? named(schema.value?.list?.default_view) ?? schema.value?.views[0];
  });
  const pooled = computed(() => view.value?.scope === "pool");
  const sort = computed(() => state.sort || view.value?.sort || schema.value?.sort || "-updated_at");
  const sortField = computed<Field | undefined>(() =>
    schema.value ? fieldOf(schema.value, sort.value.replace(/^-/, "")) : undefined,
  );

  const ask = computed<ListAsk>(() => ({ view: view.value?.key ?? null, q: state.q, where: state.where, sort: sort.value }));

  const query = useInfiniteQuery({
    queryKey: computed(() => [object.value, "list", ask.value]),
    queryFn: async ({ pageParam, signal }) => {
      try {
        return await fetchPage(object.value, { ...ask.value, cursor: pageParam, limit: PAGE_SIZE }, signal);
      } catch (error) {
        if (asProblem(error).offline) noteOffline();
        throw error;
      }
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => page.next,
    placeholderData: keepPreviousData,
    enabled: computed(() => schema.value !== undefined && !state.as),
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

  const counts = useQuery({
    queryKey: computed(() => ["count", object.value, "views", schema.value?.views.map((one) => one.key)]),
    queryFn: () => fetchCounts(object.value, schema.value?.views.map((one) => one.key) ?? []),
    enabled: computed(() => (first.value !== undefined || state.as !== null) && schema.value?.list !== undefined),
    staleTime: 60_000,
    retry: false,
  });
  const countOf = (key: string): number | null | undefined => counts.data.value?.[key];

  const ownPart = (part: Where): boolean => !(pooled.value && isCondition(part) && POOL_FIELDS.has(part.field));
  const pool = usePoolRows(object, pooled, rows, schema);
  const filtered = computed(() => partsOf(state.where).filter(ownPart).length);

  /** A view as it was saved: what was filtered and sorted beside it is put away, what was searched stays. */
  function openView(key: string): void {
    Object.assign(state, { view: key, where: null, sort: null });
  }

  /** 全部: every condition, the search and the order fall away; the view stays. */
  function clear(): void {
    Object.assign(state, { q: "", where: null, sort: null });
  }

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
      left.set(object.value, now);
      if (moving || !route.meta.list || route.params.object !== object.value) return;
      void router.replace({ query: addressOf(now, view.value?.key) });
    },
  );
  watch(
    () => route.fullPath,
    () => {
      if (route.meta.list && route.params.object === object.value) Object.assign(state, stateAt(route.query, object.value));
    },
  );

  return { object, schema, state, view, pooled, ask, sort, sortField, query, rows, first, groups, countOf, filtered, pool, ownPart, openView, clear };
}

export type List = ReturnType<typeof useList>;
