// Imports as people see them: their states in words, how far they are, what they brought (导入状态).

import type { Mode, Outcome, Run, RunStatus, WholeRun } from "@/core/api/imports";
import type { Tone } from "@/core/types";
import { t } from "@/core/words";

export const MODES: { key: Mode; label: string; note: string }[] = [
  { key: "skip", label: "不导入", note: "已有的留着不动，只新建没有的" },
  { key: "upsert", label: "覆盖导入", note: "已有的用文件里的值更新，没有的新建" },
  { key: "update", label: "仅覆盖重复的", note: "只更新已有的，一条也不新建" },
];

export const OUTCOMES: Record<Outcome, { label: string; tone: Tone }> = {
  created: { label: "会新建", tone: "green" },
  updated: { label: "会更新", tone: "blue" },
  unchanged: { label: "没有变化", tone: "neutral" },
  skipped: { label: "不导入", tone: "neutral" },
  failed: { label: "有错误", tone: "red" },
};

const STATES: Record<RunStatus, { label: string; tone: Tone }> = {
  queued: { label: "排队", tone: "neutral" },
  checking: { label: "试运行中", tone: "blue" },
  writing: { label: "导入中", tone: "blue" },
  done: { label: "导入完", tone: "green" },
  failed: { label: "没有完成", tone: "red" },
  undoing: { label: "撤销中", tone: "amber" },
  undone: { label: "已撤销", tone: "neutral" },
};

export const isActive = (run: Pick<Run, "status">): boolean => ["queued", "checking", "writing", "undoing"].includes(run.status);

export function stateOf(run: Pick<Run, "status" | "dry_run" | "failed">): { label: string; tone: Tone } {
  if (run.status === "done" && run.dry_run) return { label: "试过了", tone: "violet" };
  if (run.status === "done" && run.failed) return { label: "有行没进去", tone: "amber" };
  return STATES[run.status];
}

export const percent = (run: Pick<Run, "rows" | "done">): number => (run.rows ? Math.min(100, Math.floor((run.done / run.rows) * 100)) : 0);

/** 新建 12 · 更新 3 · 没进去 2; nothing that did not happen. */
export function sayCounts(run: Pick<Run, "created" | "updated" | "skipped" | "failed" | "dry_run">): string {
  const parts: [string, number][] = [
    [run.dry_run ? "会新建 {n}" : "新建 {n}", run.created],
    [run.dry_run ? "会更新 {n}" : "更新 {n}", run.updated],
    ["不导入 {n}", run.skipped],
    [run.dry_run ? "有错误 {n}" : "没进去 {n}", run.failed],
  ];
  return parts.flatMap(([words, n]) => (n ? [t(words, { n })] : [])).join(" · ");
}

/** What waits, goes on or went wrong, in one sentence; "" when the counts say it all. */
export function sayState(run: Pick<Run, "status" | "dry_run" | "ahead" | "rows" | "done" | "message">): string {
  if (run.status === "queued") return run.ahead ? t("前面还有 {n} 个导入，轮到了自动开始", { n: run.ahead }) : t("马上开始");
  if (run.status === "checking") return t("正在试运行，第 {done} / {rows} 行，什么都不会写入", { done: run.done, rows: run.rows });
  if (run.status === "writing") return t("正在导入，第 {done} / {rows} 行，离开这一页也会继续", { done: run.done, rows: run.rows });
  if (run.status === "undoing") return t("正在撤销，离开这一页也会继续");
  return run.message;
}

export const writes = (run: Pick<Run, "created" | "updated">): number => run.created + run.updated;

export interface Trouble {
  row: number;
  reason: string;
}

/** Rows that do not go in and are not among those the preview shows cell by cell. */
export function otherTroubles(run: Pick<WholeRun, "preview" | "problems">): Trouble[] {
  const shown = new Set(run.preview.map((one) => one.row));
  return run.problems.filter((one) => !shown.has(one.row));
}
