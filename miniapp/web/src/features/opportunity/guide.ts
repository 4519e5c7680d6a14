// What a stage asks for: how far it is, and answers that save themselves (任务目标、关键信息).

import { reactive, type Ref } from "vue";
import { answerItem, type Path, type PathItem, type PathStep } from "@/core/api/opportunities";
import { asProblem } from "@/core/api/problem";
import { queryClient, refresh } from "@/core/query";
import { t } from "@/core/words";
import { pathKey } from "./usePath";

/** The present stage, with the earlier ones that still miss something; nothing where nothing is asked. */
export function stagesToShow(path: Path): PathStep[] {
  const open = new Set(path.missing);
  return path.steps.filter((step) => step.items.length && (step.place === "here" || (step.place === "done" && step.items.some((item) => open.has(item.code)))));
}

/** What was answered in stages that are behind. */
export function answeredBefore(path: Path): PathStep[] {
  const shown = new Set(stagesToShow(path));
  return path.steps.filter((step) => step.place === "done" && step.items.length && !shown.has(step));
}

export const progress = (step: PathStep): { done: number; all: number } => ({ done: step.items.filter((item) => item.done).length, all: step.items.length });

export function useAnswers(id: Ref<number>) {
  /** What is typed and not kept yet, by item; it stays until it is kept. */
  const typed = reactive<Record<string, string>>({});
  const busy = reactive(new Set<string>());
  const wrong = reactive<Record<string, string>>({});

  async function keep(item: PathItem, value: boolean | string): Promise<void> {
    if (busy.has(item.code)) return;
    busy.add(item.code);
    delete wrong[item.code];
    try {
      queryClient.setQueryData(pathKey(id.value), await answerItem(id.value, item.code, value));
      if (typed[item.code] === value) delete typed[item.code];
      refresh("opportunity");
    } catch (error) {
      const problem = asProblem(error);
      const why = problem.fields[item.code] ?? problem.message;
      wrong[item.code] = item.kind === "fact" ? t("还没存上：{why}", { why }) : why;
    } finally {
      busy.delete(item.code);
    }
    const later = typed[item.code];
    if (later !== undefined && later !== value && !wrong[item.code]) await keep(item, later);
  }

  /** On leaving a text field: what is there already is not sent. */
  async function settle(item: PathItem): Promise<void> {
    const text = typed[item.code];
    if (text === undefined) return;
    if (text.trim() === item.text) {
      delete typed[item.code];
      delete wrong[item.code];
    } else await keep(item, text);
  }

  return { typed, busy, wrong, keep, settle };
}
