// Where a board leads to: a new opportunity in one of its stages (看板链接).

import type { RouteLocationRaw } from "vue-router";
import type { Board, BoardStage } from "@/core/api/board";

/** None where a guided process begins elsewhere. */
export function newIn(board: Board, stage: BoardStage): RouteLocationRaw | null {
  if (board.process.guided && board.stages[0] !== stage) return null;
  const query = { process: board.process.id, process_label: board.process.label, stage: stage.stage.id, stage_label: stage.stage.label };
  return { path: "/o/opportunity/new", query };
}
