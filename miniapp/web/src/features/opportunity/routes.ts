// The pages of opportunities and their processes, the same in both shells.

import type { RouteRecordRaw } from "vue-router";
import { t } from "@/core/words";

export const opportunityRoutes: RouteRecordRaw[] = [
  { path: "/o/opportunity/:id(\\d+)/lines", name: "lines", component: () => import("@/features/opportunity/LinesPage.vue"), meta: { title: t("产品明细") } },
  { path: "/settings/processes", name: "processes", component: () => import("@/features/settings/ProcessesPage.vue"), meta: { title: t("销售流程") } },
  { path: "/settings/processes/:of(\\d+|new)", name: "process", component: () => import("@/features/settings/ProcessPage.vue"), meta: { title: t("销售流程") } },
];
