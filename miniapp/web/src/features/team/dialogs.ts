// Which action has a dialog of its own; all others ask with the fields of their definition (操作对话框).
//
// Every dialog takes { open, schema, action, ids } and emits `close` and `done`: the same for one record and for many.

import { defineAsyncComponent, type Component } from "vue";
import type { Action, RecordRow } from "@/core/types";

const DIALOGS: Record<string, Component> = {
  delete: defineAsyncComponent(() => import("@/features/deeds/DeleteDialog.vue")),
  share: defineAsyncComponent(() => import("./ShareDialog.vue")),
  add_collaborators: defineAsyncComponent(() => import("./CollaboratorDialog.vue")),
  transfer: defineAsyncComponent(() => import("./TransferDialog.vue")),
  assign: defineAsyncComponent(() => import("@/features/pools/AssignDialog.vue")),
  claim: defineAsyncComponent(() => import("@/features/pools/ClaimDialog.vue")),
  release: defineAsyncComponent(() => import("@/features/pools/ReleaseDialog.vue")),
  move_group: defineAsyncComponent(() => import("@/features/pools/GroupDialog.vue")),
  move_stage: defineAsyncComponent(() => import("@/features/opportunity/MoveDialog.vue")),
  win: defineAsyncComponent(() => import("@/features/opportunity/WinDialog.vue")),
  lose: defineAsyncComponent(() => import("@/features/opportunity/LoseDialog.vue")),
  give_up: defineAsyncComponent(() => import("@/features/opportunity/GiveUpDialog.vue")),
  join_group: defineAsyncComponent(() => import("@/features/pools/GroupDialog.vue")),
};

/** Actions on one place in the team: the team section offers them, menus do not. */
const OF_A_SEAT = new Set(["change_team", "remove_from_team", "transfer_collaborator"]);

export const dialogFor = (key: string): Component | undefined => DIALOGS[key];

export const inMenus = (action: Action): boolean => !OF_A_SEAT.has(action.key);

/** 退回公海 is 放弃 when the record is mine. */
export const labelOf = (action: Action, record: RecordRow | undefined, me: number): string =>
  action.key === "release" && (record?.owner as { id: number } | null | undefined)?.id === me ? "放弃" : action.label;
