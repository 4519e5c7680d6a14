// How a deed is told in one line (操作的说法).

import type { DeedItem } from "@/core/api/deeds";
import type { IconName } from "@/core/icons";
import type { Tone } from "@/core/types";
import { t } from "@/core/words";

const ICONS: Record<DeedItem["kind"], IconName> = {
  delete: "trash", transfer: "arrowLeftRight", convert: "building", merge: "merge", batch: "list", import: "upload",
};

export const iconOf = (deed: DeedItem): IconName => ICONS[deed.kind] ?? "undo";

/** 删除 3 条线索; one record goes by its name. */
export function nameOf(deed: DeedItem): string {
  if (deed.record === null && deed.count > 1) return t("{n} 条{what}", { n: deed.count, what: deed.object_label });
  return deed.label || t("{n} 条{what}", { n: deed.count, what: deed.object_label });
}

export function stateOf(deed: DeedItem): { label: string; tone: Tone } | null {
  if (deed.state === "doing") return { label: t("正在导入"), tone: "blue" };
  if (deed.state === "undoing") return { label: t("正在撤销"), tone: "blue" };
  if (deed.state === "undone") return deed.kept_count ? { label: t("已撤销，{n} 条没恢复", { n: deed.kept_count }), tone: "amber" } : { label: t("已撤销"), tone: "neutral" };
  return null;
}
