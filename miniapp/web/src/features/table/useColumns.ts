// The columns on the screen and where a change of them is kept: in my own view, else in my list (列设置).

import { computed, ref, watch, type Ref } from "vue";
import { changeView, forgetList, saveList } from "@/core/api/lists";
import { asProblem } from "@/core/api/problem";
import { queryClient } from "@/core/query";
import { storageKey } from "@/core/session";
import { complain } from "@/core/toast";
import type { ColumnSetting, ObjectSchema } from "@/core/types";
import type { List } from "@/features/list/useList";
import { poolColumns } from "@/features/list/usePoolRows";
import { columnsOf, fitting, resized, settingFrom, settingOf } from "./columns";

const PAUSE = 600;

/** `room` is how wide the table may be; 0 as long as nobody knows. What a member or a view chose is not cut. */
export function useColumns(list: List, room: Ref<number>) {
  const { schema, view, object, pooled, pool } = list;
  const changed = ref<ColumnSetting[] | null>(null);
  let pause = 0;

  /** A pool's columns are its own: the setting on the server is of records, which show more. */
  const poolPlace = (): string => storageKey(`pool columns:${object.value}`);
  const keptInPool = (): ColumnSetting[] =>
    (JSON.parse(localStorage.getItem(poolPlace()) ?? "[]") as ColumnSetting[]).filter(({ key }) => pool.given.value.includes(key));
  const chosen = computed<ColumnSetting[]>(() => {
    if (changed.value || !schema.value) return changed.value ?? [];
    return pooled.value ? keptInPool() : settingOf(schema.value, view.value);
  });
  const offeredFirst = (one: ObjectSchema): ColumnSetting[] =>
    (pooled.value ? poolColumns(one, pool.given.value) : one.listed).map((key) => ({ key }));
  const columns = computed(() => {
    if (!schema.value) return [];
    if (chosen.value.length) return columnsOf(schema.value, chosen.value);
    return fitting(schema.value, columnsOf(schema.value, offeredFirst(schema.value)), room.value);
  });
  const settable = computed(() => schema.value?.list !== undefined);
  const offered = computed(() => (pooled.value ? pool.fields.value : (schema.value?.fields ?? [])));
  watch([() => view.value?.key, object], () => (changed.value = null));

  async function keep(now: ColumnSetting[]): Promise<void> {
    if (pooled.value) return localStorage.setItem(poolPlace(), JSON.stringify(now));
    const one = view.value;
    if (one?.columns?.length && !(one.saved && one.mine)) return;
    const inView = Boolean(one?.columns?.length);
    try {
      if (inView && one) await changeView(object.value, one.key, { columns: now });
      else await saveList(object.value, { columns: now, default_view: schema.value?.list?.default_view ?? "" });
      queryClient.setQueryData<ObjectSchema>(["schema", object.value], (known) =>
        known && {
          ...known,
          list: inView ? known.list : { columns: now, default_view: known.list?.default_view ?? "" },
          views: known.views.map((each) => (inView && each.key === one?.key ? { ...each, columns: now } : each)),
        },
      );
    } catch (error) {
      complain(asProblem(error).message);
    }
  }

  /** Shown at once, kept a moment later, so that a drag writes once. */
  function set(now: ColumnSetting[]): void {
    changed.value = now;
    clearTimeout(pause);
    pause = window.setTimeout(() => void keep(now), PAUSE);
  }

  const resize = (key: string, width: number): void => set(resized(settingFrom(columns.value), key, width));

  async function reset(): Promise<void> {
    clearTimeout(pause);
    if (pooled.value) localStorage.removeItem(poolPlace());
    if (pooled.value) return void (changed.value = null);
    try {
      await forgetList(object.value);
      await queryClient.invalidateQueries({ queryKey: ["schema", object.value] });
      changed.value = null;
    } catch (error) {
      complain(asProblem(error).message);
    }
  }

  return { columns, setting: computed(() => settingFrom(columns.value)), settable, offered, set, resize, reset };
}

export type Columns = ReturnType<typeof useColumns>;
