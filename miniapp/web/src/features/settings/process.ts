// A sales process while it is edited: its stages in order, what they ask for, and what leaving one out means (销售流程).

import type { Process, ProcessItem, ProcessStage } from "@/core/api/opportunities";
import { t } from "@/core/words";

export interface StageDraft {
  /** Tells the stages of a form apart, whether saved or not. */
  key: number;
  id: number | null;
  name: string;
  rate: string;
  items: ProcessItem[];
  /** Open opportunities that stand in it. */
  open: number;
}

let made = 0;

export const newStage = (): StageDraft => ({ key: ++made, id: null, name: "", rate: "", items: [], open: 0 });
export const newItem = (): ProcessItem => ({ kind: "task", label: "", required: true });

export const draftOf = (stage: ProcessStage): StageDraft => ({
  key: ++made, id: stage.id ?? null, name: stage.name, rate: String(stage.win_rate), items: stage.items.map((one) => ({ ...one })), open: stage.open ?? 0,
});

/** A rate that is no whole number goes as it is: the server says what it must be. */
const rateOf = (text: string): number | string => (/^\d+$/.test(text.trim()) ? Number(text) : text.trim());

export const stageToWire = (stage: StageDraft): Record<string, unknown> => ({
  ...(stage.id === null ? {} : { id: stage.id }), name: stage.name.trim(), win_rate: rateOf(stage.rate),
  items: stage.items.map((one) => ({ ...one, label: one.label.trim() })),
});

/** Open opportunities in stages that the form no longer has. */
export function stranded(process: Process | undefined, stages: readonly StageDraft[]): { name: string; open: number }[] {
  const kept = new Set(stages.map((one) => one.id));
  return (process?.stages ?? []).filter((one) => !kept.has(one.id ?? null) && (one.open ?? 0) > 0).map((one) => ({ name: one.name, open: one.open ?? 0 }));
}

export const openIn = (process: Process | undefined): number =>
  [...(process?.stages ?? []), ...(process?.retired ?? [])].reduce((sum, one) => sum + (one.open ?? 0), 0);

/** What saving will do to those that are on their way, in a sentence; empty where nobody is. */
export function consequence(process: Process | undefined, stages: readonly StageDraft[], carry: boolean): string {
  const left = stranded(process, stages);
  if (left.length) {
    const where = left.map((one) => t("「{name}」还有 {n} 个", { name: one.name, n: one.open })).join("，");
    return t("去掉的{where}进行中的商机，它们按原来的版本走完", { where });
  }
  const open = openIn(process);
  if (!open) return "";
  return carry ? t("{n} 个进行中的商机换到新版本", { n: open }) : t("{n} 个进行中的商机按原来的版本走完", { n: open });
}
