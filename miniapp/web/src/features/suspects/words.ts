// How sure it is, and who has the other one, in words (疑似程度).

import type { Duplicate, Tone } from "@/core/types";
import { t } from "@/core/words";

const SURE = 90;
const LIKELY = 70;

export function sureness(score: number): { label: string; tone: Tone } {
  if (score >= SURE) return { label: t("很可能 {n}%", { n: score }), tone: "red" };
  return score >= LIKELY ? { label: t("可能 {n}%", { n: score }), tone: "amber" } : { label: t("有点像 {n}%", { n: score }), tone: "neutral" };
}

export function whose(one: Duplicate, me: string): string {
  if (one.pooled) return t("在公海");
  const owner = typeof one.owner === "string" ? one.owner : (one.owner?.label ?? "");
  if (!owner) return one.status ?? t("没有负责人");
  const who = owner === me ? t("你负责") : t("{owner}负责", { owner });
  return one.id === null ? t("{who}，你看不到详情", { who }) : who;
}
