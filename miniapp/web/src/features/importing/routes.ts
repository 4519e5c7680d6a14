// The pages of import and export, the same in both shells; each is loaded when it is first opened.

import type { RouteRecordRaw } from "vue-router";
import { t } from "@/core/words";

const exportsPage = () => import("@/features/exporting/ExportsPage.vue");

export const inAndOutRoutes: RouteRecordRaw[] = [
  { path: "/o/:object([a-z_]+)/import", name: "import", component: () => import("./ImportPage.vue") },
  { path: "/imports", name: "imports", component: () => import("./ImportsPage.vue"), meta: { title: t("我的导入") } },
  { path: "/imports/:id(\\d+)", name: "import run", component: () => import("./RunPage.vue"), meta: { title: t("导入进度") } },
  { path: "/exports/:id(\\d+)?", name: "exports", component: exportsPage, meta: { title: t("我的导出") } },
  { path: "/settings/exports", name: "all exports", component: exportsPage, meta: { title: t("导出记录"), everyone: true } },
];
