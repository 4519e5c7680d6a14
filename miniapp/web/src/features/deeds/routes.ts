// The pages of undo, recycle bin, duplicates and merging, the same in both shells; each is loaded when it is first opened.

import type { RouteRecordRaw } from "vue-router";
import { t } from "@/core/words";

export const deedRoutes: RouteRecordRaw[] = [
  { path: "/deeds", name: "deeds", component: () => import("./DeedsPage.vue"), meta: { title: t("可撤销的操作") } },
  { path: "/deeds/:batch", name: "deed", component: () => import("./DeedPage.vue"), meta: { title: t("撤销") } },
  { path: "/bin", name: "bin", component: () => import("@/features/bin/BinPage.vue"), meta: { title: t("回收站") } },
  { path: "/o/:object([a-z_]+)/duplicates", name: "duplicates", component: () => import("@/features/suspects/PairsPage.vue"), meta: { title: t("疑似重复") } },
  { path: "/o/:object([a-z_]+)/merge", name: "merge", component: () => import("@/features/merging/MergePage.vue"), meta: { title: t("合并") } },
];
