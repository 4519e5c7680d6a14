// Exports as people see them: which columns, their states in words (导出状态).

import type { ExportRun } from "@/core/api/exports";
import { total } from "@/core/format/numbers";
import type { Field, Tone } from "@/core/types";
import { t } from "@/core/words";

export type Which = "shown" | "all" | "chosen";

/** The keys to ask for, in the order of the list, then of the object. */
export function columnsFor(which: Which, shown: readonly string[], fields: readonly Field[], chosen: ReadonlySet<string>): string[] {
  if (which === "shown") return [...shown];
  const rest = fields.map((field) => field.key).filter((key) => !shown.includes(key));
  const all = [...shown, ...rest];
  return which === "all" ? all : all.filter((key) => chosen.has(key));
}

export const isActive = (run: Pick<ExportRun, "status">): boolean => run.status === "queued" || run.status === "writing";

export function stateOf(run: Pick<ExportRun, "status" | "expired">): { label: string; tone: Tone } {
  if (run.status === "queued") return { label: "排队", tone: "neutral" };
  if (run.status === "writing") return { label: "导出中", tone: "blue" };
  if (run.status === "failed") return { label: "没有导出", tone: "red" };
  return run.expired ? { label: "已过期", tone: "neutral" } : { label: "可下载", tone: "green" };
}

export function sayState(run: Pick<ExportRun, "status" | "ahead" | "done" | "rows" | "message">): string {
  if (run.status === "queued") return run.ahead ? t("前面还有 {n} 个导出，轮到了自动开始", { n: run.ahead }) : t("马上开始");
  if (run.status === "writing") return t("正在导出，第 {done} / {rows} 行，离开这一页也会继续", { done: run.done, rows: run.rows });
  if (run.status === "failed") return run.message;
  return t("{n} 行", { n: total(run.rows) });
}

export const percent = (run: Pick<ExportRun, "rows" | "done">): number => (run.rows ? Math.min(100, Math.floor((run.done / run.rows) * 100)) : 0);
