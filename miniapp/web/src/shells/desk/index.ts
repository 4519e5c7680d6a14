// The desktop shell: menu left, top bar, tables with the record in a drawer.
import "@/styles/kit-bridge.css";
import DeskList from "@/features/table/DeskList.vue";
import { t } from "@/core/words";
import { inAndOutRoutes } from "@/features/importing/routes";
import { deedRoutes } from "@/features/deeds/routes";
import { opportunityRoutes } from "@/features/opportunity/routes";
import { settingRoutes } from "@/features/settings/routes";
import { mountShell } from "../start";
import DeskShell from "./DeskShell.vue";

export function mount(selector: string): void {
  mountShell(
    DeskShell,
    [
      { path: "/", name: "home", component: () => import("@/features/home/HomePage.vue"), meta: { title: t("工作台") } },
      {
        path: "/o/:object([a-z_]+)",
        name: "list",
        component: DeskList,
        meta: { list: true },
        children: [{ path: ":id(\\d+)", name: "record", component: () => import("@/features/record/DeskRecord.vue") }],
      },
      { path: "/o/:object([a-z_]+)/new", name: "new", component: () => import("@/features/form/FormPage.vue") },
      { path: "/o/:object([a-z_]+)/:id(\\d+)/full", name: "full", component: () => import("@/features/record/DeskRecord.vue") },
      { path: "/o/:object([a-z_]+)/:id(\\d+)/edit", name: "edit", component: () => import("@/features/form/FormPage.vue") },
      { path: "/o/lead/:id(\\d+)/convert", name: "convert", component: () => import("@/features/convert/ConvertPage.vue"), meta: { title: t("转客户") } },
      { path: "/follow", name: "follow", component: () => import("@/features/followup/FollowUpPage.vue"), meta: { title: t("写跟进") } },
      { path: "/scan", name: "scan", component: () => import("@/features/scan/ScanPage.vue"), meta: { title: t("名片识别") } },
      { path: "/external", name: "external", component: () => import("@/features/external/ExternalPage.vue"), meta: { title: t("企业微信联系人") } },
      { path: "/search", name: "search", component: () => import("@/features/search/SearchPage.vue"), meta: { title: t("搜索") } },
      { path: "/todo", name: "todo", component: () => import("@/features/todo/TodoPage.vue"), meta: { title: t("待办") } },
      ...inAndOutRoutes,
      ...deedRoutes,
      ...opportunityRoutes,
      ...settingRoutes,
      { path: "/me", name: "me", component: () => import("@/features/me/MePage.vue"), meta: { title: t("我的") } },
      { path: "/:rest(.*)*", name: "lost", component: () => import("@/features/home/LostPage.vue") },
    ],
    selector,
  );
}
