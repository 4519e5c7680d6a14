// What a member does with saved views: keep the question of a list under a name, share it, open with it (智能视图).

import { changeView, createView, deleteView, saveList, type ViewDraft } from "@/core/api/lists";
import { asProblem } from "@/core/api/problem";
import { both } from "@/core/filter";
import { queryClient } from "@/core/query";
import { complain, say } from "@/core/toast";
import type { ColumnSetting, Shared, View } from "@/core/types";
import { t } from "@/core/words";
import type { List } from "@/features/list/useList";

export const SHARES: { value: Shared; label: string; note: string }[] = [
  { value: "", label: "只给自己", note: "别人看不到这个视图" },
  { value: "department", label: "本部门", note: "部门和下级部门的人能用，看到的仍是各自有权看的记录" },
  { value: "all", label: "全公司", note: "所有人能用，看到的仍是各自有权看的记录" },
];

export interface ViewForm {
  name: string;
  shared: Shared;
  columns: ColumnSetting[];
}

export function useViews(list: List) {
  const again = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["schema", list.object.value] });

  /** What is on the screen now: the view it began with and what was filtered beside it. */
  const question = (): Pick<ViewDraft, "where" | "sort"> => ({ where: both(list.view.value?.where, list.state.where), sort: list.sort.value });

  /** Resolves to a sentence when it was refused. */
  async function attempt(work: () => Promise<unknown>): Promise<string> {
    try {
      await work();
      await again();
      return "";
    } catch (error) {
      const problem = asProblem(error);
      return Object.values(problem.fields)[0] ?? problem.message;
    }
  }

  async function create(form: ViewForm): Promise<string> {
    let made: View | undefined;
    const refused = await attempt(async () => {
      made = await createView(list.object.value, { ...form, ...question() });
    });
    if (!refused && made) {
      list.openView(made.key);
      say(t("已存为视图「{name}」", { name: form.name }));
    }
    return refused;
  }

  const change = (view: View, form: Partial<ViewForm>): Promise<string> => attempt(() => changeView(list.object.value, view.key, form));

  /** The view becomes what is on the screen. */
  async function update(view: View): Promise<void> {
    const refused = await attempt(() => changeView(list.object.value, view.key, question()));
    if (refused) return complain(refused);
    list.openView(view.key);
    say(t("视图「{name}」已更新", { name: view.label }));
  }

  async function remove(view: View): Promise<void> {
    const refused = await attempt(() => deleteView(list.object.value, view.key));
    if (refused) return complain(refused);
    if (list.state.view === view.key) list.openView("");
    list.state.view = null;
    say(t("视图「{name}」已删除", { name: view.label }));
  }

  async function makeDefault(view: View): Promise<void> {
    const columns = list.schema.value?.list?.columns ?? [];
    const refused = await attempt(() => saveList(list.object.value, { columns, default_view: view.key }));
    if (refused) complain(refused);
    else say(t("以后先打开「{name}」", { name: view.label }));
  }

  return { create, change, update, remove, makeDefault };
}

export type Views = ReturnType<typeof useViews>;
