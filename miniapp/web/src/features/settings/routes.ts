// The pages of ownership and of settings, the same in both shells; each is loaded when it is first opened.

import type { RouteRecordRaw } from "vue-router";
import { t } from "@/core/words";

export const settingRoutes: RouteRecordRaw[] = [
  { path: "/pools", name: "pools", component: () => import("@/features/pools/PoolsPage.vue"), meta: { title: t("公海") } },
  { path: "/pools/figures", name: "pool figures", component: () => import("@/features/pools/FiguresPage.vue"), meta: { title: t("转化情况") } },
  { path: "/pools/new", name: "pool new", component: () => import("@/features/pools/PoolPage.vue"), meta: { title: t("新分组") } },
  { path: "/pools/:id(\\d+)", name: "pool", component: () => import("@/features/pools/PoolPage.vue"), meta: { title: t("公海分组") } },
  { path: "/pools/:id(\\d+)/recycle/:rule(\\d+|new)", name: "recycle rule", component: () => import("@/features/pools/RecyclePage.vue"), meta: { title: t("回收规则试算") } },
  { path: "/pools/:id(\\d+)/assign/:rule(\\d+|new)", name: "assignment rule", component: () => import("@/features/pools/AssignRulePage.vue"), meta: { title: t("分配规则") } },
  { path: "/ownership", name: "ownership", component: () => import("@/features/ownership/OwnershipPage.vue"), meta: { title: t("归属查询") } },
  { path: "/why", name: "why", component: () => import("@/features/why/WhyPage.vue"), meta: { title: t("为什么能看到") } },
  { path: "/settings", name: "settings", component: () => import("@/features/settings/SettingsPage.vue"), meta: { title: t("设置") } },
  { path: "/settings/fields/:of([a-z_]+)", name: "field settings", component: () => import("@/features/settings/FieldsPage.vue"), meta: { title: t("字段与选项") } },
  { path: "/settings/duties", name: "duties", component: () => import("@/features/settings/DutiesPage.vue"), meta: { title: t("职能") } },
  { path: "/settings/company", name: "company", component: () => import("@/features/settings/CompanyPage.vue"), meta: { title: t("企业设置") } },
  { path: "/settings/handover", name: "handover", component: () => import("@/features/settings/HandoverPage.vue"), meta: { title: t("工作交接") } },
];
