// What may be done with a view from its menu, the same words on both shells.

import type { View } from "@/core/types";
import { t } from "@/core/words";
import type { List } from "@/features/list/useList";

export type ViewDeed = "update" | "edit" | "default" | "remove";

export function deedsOf(list: List, view: View): { key: ViewDeed; label: string; danger?: boolean }[] {
  const changed = list.view.value?.key === view.key && (list.state.where !== null || list.state.sort !== null);
  const opening = list.schema.value?.list?.default_view || list.schema.value?.views[0]?.key;
  const own: { key: ViewDeed; label: string; danger?: boolean }[] = view.saved && view.mine ? [
    ...(changed ? [{ key: "update" as const, label: t("用现在的条件更新") }] : []),
    { key: "edit", label: t("改名和共享") },
  ] : [];
  return [
    ...own,
    ...(opening === view.key ? [] : [{ key: "default" as const, label: t("设为默认视图") }]),
    ...(view.saved && view.mine ? [{ key: "remove" as const, label: t("删除视图"), danger: true }] : []),
  ];
}
