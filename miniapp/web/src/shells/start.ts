// What both shells share: the app, its router, the page title, the place in a list after coming back.
import "@/styles/parts.css";
import { VueQueryPlugin } from "@tanstack/vue-query";
import { createApp, type Component } from "vue";
import { createRouter, createWebHashHistory, type RouteLocationNormalized, type RouteRecordRaw } from "vue-router";
import { closeLayers } from "@/core/layers";
import { watchNetwork } from "@/core/offline/network";
import { fetchAhead } from "@/core/offline/parts";
import { queryClient } from "@/core/query";
import { objectLabel } from "@/core/session";
import { t } from "@/core/words";

const places = new Map<string, number>();

/** The client draws the title bar: it shows the page's name. */
export function titleOf(route: RouteLocationNormalized): string {
  const object = typeof route.params.object === "string" ? objectLabel(route.params.object) : "";
  if (route.name === "new") return t("新{object}", { object });
  if (route.name === "edit") return t("编辑{object}", { object });
  if (route.name === "import") return t("导入{object}", { object });
  return (route.meta.title as string | undefined) || object || "wecrm";
}

export function mountShell(root: Component, routes: RouteRecordRaw[], selector: string): void {
  const router = createRouter({
    history: createWebHashHistory("/m/"),
    routes,
    scrollBehavior: (to, from, saved) => {
      if (saved) return saved;
      if (to.path === from.path) return false;
      return { top: to.meta.kept ? (places.get(to.path) ?? 0) : 0 };
    },
  });
  router.beforeEach(async (_to, from) => {
    places.set(from.path, window.scrollY);
    await closeLayers();
  });
  router.afterEach((to) => {
    document.title = titleOf(to);
  });
  // What to do about it is decided where the part was missed.
  router.onError(() => undefined);
  watchNetwork();
  fetchAhead(routes);
  const app = createApp(root).use(router).use(VueQueryPlugin, { queryClient });
  // Before the first route is known, a shell would act on the wrong record.
  void router.isReady().catch(() => undefined).then(() => app.mount(selector));
}
