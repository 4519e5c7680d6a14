// The phone shell: five tabs, one column, pages loaded when they are first opened.
import "@/styles/kit-bridge.css";
import HomePage from "@/features/home/HomePage.vue";
import PhoneList from "@/features/list/PhoneList.vue";
import { t } from "@/core/words";
import { inAndOutRoutes } from "@/features/importing/routes";
import { deedRoutes } from "@/features/deeds/routes";
import { opportunityRoutes } from "@/features/opportunity/routes";
import { settingRoutes } from "@/features/settings/routes";
import { mountShell } from "../start";
import PhoneShell from "./PhoneShell.vue";

export function mount(selector: string): void {
  mountShell(
    PhoneShell,
    [
      { path: "/", name: "home", component: HomePage, meta: { tabs: true, kept: true } },
      { path: "/o/:object([a-z_]+)", name: "list", component: PhoneList, meta: { tabs: true, kept: true, list: true } },
      { path: "/o/:object([a-z_]+)/new", name: "new", component: () => import("@/features/form/FormPage.vue") },
      { path: "/o/:object([a-z_]+)/:id(\\d+)", name: "record", component: () => import("@/features/record/PhoneRecord.vue") },
      // A link copied on a desktop names the whole page.
      { path: "/o/:object([a-z_]+)/:id(\\d+)/full", redirect: (to) => `/o/${String(to.params.object)}/${String(to.params.id)}` },
      { path: "/o/:object([a-z_]+)/:id(\\d+)/edit", name: "edit", component: () => import("@/features/form/FormPage.vue") },
      { path: "/o/lead/:id(\\d+)/convert", name: "convert", component: () => import("@/features/convert/ConvertPage.vue"), meta: { title: t("转客户") } },
      { path: "/follow", name: "follow", component: () => import("@/features/followup/FollowUpPage.vue"), meta: { title: t("写跟进") } },
      { path: "/scan", name: "scan", component: () => import("@/features/scan/ScanPage.vue"), meta: { title: t("名片识别") } },
      { path: "/external", name: "external", component: () => import("@/features/external/ExternalPage.vue"), meta: { title: t("企业微信联系人") } },
      { path: "/search", name: "search", component: () => import("@/features/search/SearchPage.vue"), meta: { title: t("搜索") } },
      { path: "/todo", name: "todo", component: () => import("@/features/todo/TodoPage.vue"), meta: { title: t("待办"), tabs: true, kept: true } },
      ...inAndOutRoutes,
      ...deedRoutes,
      ...opportunityRoutes,
      ...settingRoutes,
      { path: "/me", name: "me", component: () => import("@/features/me/MePage.vue"), meta: { title: t("我的"), tabs: true } },
      { path: "/:rest(.*)*", name: "lost", component: () => import("@/features/home/LostPage.vue"), meta: { tabs: true } },
    ],
    selector,
  );
}
