// The ways to look at a list of opportunities: table, board, calendar, funnel (表格、看板、日历、漏斗).

import { defineAsyncComponent, type Component } from "vue";
import type { IconName } from "@/core/icons";
import { onDesk } from "@/core/desk";
import { t } from "@/core/words";

export interface Way {
  /** What the address says; the list itself says nothing. */
  key: string;
  label: string;
  icon: IconName;
}

const MANY = new Set(["opportunity"]);

const BODIES: Record<string, { desk: Component; phone: Component }> = {
  board: {
    desk: defineAsyncComponent(() => import("./DeskBoard.vue")),
    phone: defineAsyncComponent(() => import("./PhoneBoard.vue")),
  },
  calendar: {
    desk: defineAsyncComponent(() => import("./DeskCalendar.vue")),
    phone: defineAsyncComponent(() => import("./PhoneAgenda.vue")),
  },
  funnel: {
    desk: defineAsyncComponent(() => import("./FunnelView.vue")),
    phone: defineAsyncComponent(() => import("./FunnelView.vue")),
  },
};

export function waysOf(object: string): Way[] {
  if (!MANY.has(object)) return [];
  return [
    onDesk() ? { key: "", label: t("表格"), icon: "table" } : { key: "", label: t("列表"), icon: "rows" },
    { key: "board", label: t("看板"), icon: "kanban" },
    { key: "calendar", label: t("日历"), icon: "calendar" },
    { key: "funnel", label: t("漏斗"), icon: "funnel" },
  ];
}

/** What stands in place of the rows; none for the list itself. */
export function bodyOf(object: string, as: string | null): Component | undefined {
  const body = MANY.has(object) ? BODIES[as ?? ""] : undefined;
  return onDesk() ? body?.desk : body?.phone;
}
