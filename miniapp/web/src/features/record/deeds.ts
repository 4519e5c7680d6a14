// Everything that may be done with a record now, in the order in which it is offered: one list for menu and sheet (操作).

import { useQueries } from "@tanstack/vue-query";
import { computed } from "vue";
import { useRouter } from "vue-router";
import type { IconName } from "@/core/icons";
import { iconFor } from "@/core/icons";
import { hasCode } from "@/core/api/contacts";
import { fetchSchema } from "@/core/api/records";
import { me } from "@/core/session";
import { t } from "@/core/words";
import { companyField } from "@/features/registry/company";
import { inMenus, labelOf } from "@/features/team/dialogs";
import { ownOf } from "./own";
import type { OneRecord } from "./useRecord";

export interface Deed {
  key: string;
  label: string;
  icon: IconName;
  kind: "main" | "add" | "action" | "look" | "loss";
}

const ICONS: Record<string, IconName> = {
  call_mark: "phoneCall", convert: "building", share: "users", add_collaborators: "userPlus", transfer: "arrowLeftRight",
  assign: "send", claim: "inbox", release: "archive", apply_rename: "badgeCheck", protect: "shield", unprotect: "shield",
  discard: "trash", delete: "trash", freeze: "clock", thaw: "clock", restore: "undo", reopen: "undo", close: "x",
  move_stage: "arrowLeftRight", win: "circleCheck", lose: "circleX", give_up: "archive",
  finish: "circleCheck", feedback: "message", reassign: "arrowLeftRight", cancel: "x",
};
const ORDER: Deed["kind"][] = ["main", "add", "action", "look", "loss"];
/** What is made elsewhere than by a small form. */
const NOT_ADDED = new Set(["activity", "attachment"]);

export function useDeeds(one: OneRecord) {
  const router = useRouter();
  const { schema, record, closed, can, actions, followable } = one;

  const shut = (object: string): boolean => closed.value && ownOf(schema.value?.key ?? "").parts.includes(object);
  const others = computed(() => (schema.value?.related ?? []).filter((related) => !NOT_ADDED.has(related.object) && !shut(related.object)));
  const schemas = useQueries({
    queries: computed(() => others.value.map((related) => ({ queryKey: ["schema", related.object], queryFn: () => fetchSchema(related.object), staleTime: Infinity }))),
  });
  const addable = computed(() => others.value.filter((related) => schemas.value.some((query) => query.data?.key === related.object && query.data.can.create)));

  return computed<Deed[]>(() => {
    if (!schema.value || !record.value) return [];
    const named = companyField(schema.value.key);
    const found: Deed[] = [
      ...(can.value.edit ? [{ key: "edit", label: t("编辑"), icon: "pencil", kind: "main" } as const] : []),
      ...(followable.value ? [{ key: "follow", label: t("写跟进"), icon: "squarePen", kind: "main" } as const] : []),
      ...addable.value.map((related) => ({ key: `add:${related.object}`, label: t("加{what}", { what: related.label }), icon: iconFor(related.object), kind: "add" as const })),
      ...actions.value.filter(inMenus).map((action) => ({
        key: action.key, label: labelOf(action, record.value, me().id), icon: ICONS[action.key] ?? ("circleCheck" as const), kind: action.confirm ? ("loss" as const) : ("action" as const),
      })),
      ...(hasCode(schema.value.key) ? [{ key: "code", label: t("二维码"), icon: "qrCode", kind: "look" } as const] : []),
      ...(named ? [{ key: "registry", label: t("工商查询"), icon: "landmark", kind: "look" } as const] : []),
      ...(router.hasRoute("why") ? [{ key: "why", label: t("为什么看得到"), icon: "eye", kind: "look" } as const] : []),
    ];
    return ORDER.flatMap((kind) => found.filter((deed) => deed.kind === kind));
  });
}
