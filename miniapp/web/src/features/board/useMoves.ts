// Moving a card: shown at once, taken back with the server's sentence when it says no; ends are asked for (移动商机).

import { ref, type Ref as Box } from "vue";
import type { Board } from "@/core/api/board";
import { asProblem } from "@/core/api/problem";
import { runAction } from "@/core/api/records";
import { refresh } from "@/core/query";
import { complain, say } from "@/core/toast";
import type { Row } from "@/core/types";
import { t } from "@/core/words";
import { goesBack, holding, moved, movedBack, stageOf } from "./figures";

const OBJECT = "opportunity";
/** A stage by its id, or one of the two ends. */
export type Place = number | "won" | "lost";
export const placeOf = (text: string): Place => (text === "won" || text === "lost" ? text : Number(text));

export interface Asked {
  card: Row;
  action: "move_stage" | "win" | "lose";
  /** Of a move that wants a reason. */
  from?: number;
  to?: number;
  undoing?: boolean;
}

interface Shown {
  board: Box<Board | undefined>;
  change: (how: (board: Board) => Board) => void;
}

const nameOf = (card: Row): string => String(card.name ?? "");

export function useMoves({ board, change }: Shown) {
  /** What has to be said before it can be done. */
  const asked = ref<Asked | null>(null);
  /** The moves of a card go one after the other, however fast it is moved on. */
  const going = new Map<number, Promise<unknown>>();

  function inTurn(id: number, deed: () => Promise<unknown>): Promise<unknown> {
    const turn = (going.get(id) ?? Promise.resolve()).catch(() => undefined).then(deed);
    going.set(id, turn);
    return turn;
  }

  async function send(card: Row, from: number, to: number, { reason = "", undoing = false } = {}): Promise<void> {
    const label = (board.value && stageOf(board.value, to)?.stage.label) ?? "";
    change((known) => moved(known, card, to));
    try {
      await inTurn(card.id, () => runAction(OBJECT, card.id, "move_stage", { stage: to, seen: from, ...(reason ? { reason } : {}) }));
      tell(card, from, to, label, undoing);
    } catch (error) {
      change((known) => movedBack(known, card, from));
      refuse(error, { card, action: "move_stage", from, to, undoing });
    } finally {
      refresh(OBJECT);
    }
  }

  function tell(card: Row, from: number, to: number, label: string, undoing: boolean): void {
    const words = { name: nameOf(card), stage: label };
    if (undoing) say(t("「{name}」移回了{stage}", words));
    else say(t("「{name}」移到了{stage}", words), { label: t("撤销"), run: () => go(card, to, from, true) });
  }

  function refuse(error: unknown, wish: Asked): void {
    const problem = asProblem(error);
    if (problem.fields.reason) asked.value = wish;
    else complain(problem.message, { label: t("打开"), run: () => void (location.hash = `#/o/${OBJECT}/${wish.card.id}`) });
  }

  function go(card: Row, from: number, to: number, undoing = false): void {
    const known = board.value;
    if (known?.process.guided && goesBack(known, from, to)) asked.value = { card, action: "move_stage", from, to, undoing };
    else void send(card, from, to, { undoing });
  }

  /** A card dropped on, or sent to, a place. */
  function put(id: number, place: Place): void {
    const from = board.value && holding(board.value, id);
    const card = from?.items.find((one) => one.id === id);
    if (!from || !card || from.stage.id === place) return;
    if (place === "won" || place === "lost") asked.value = { card, action: place === "won" ? "win" : "lose" };
    else go(card, from.stage.id, place);
  }

  /** After an end that the server took: said with the way back. */
  function ended(card: Row, action: "win" | "lose"): void {
    refresh(OBJECT);
    const words = action === "win" ? t("赢单：「{name}」", { name: nameOf(card) }) : t("输单：「{name}」", { name: nameOf(card) });
    say(words, { label: t("撤销"), run: () => void reopen(card) });
  }

  async function reopen(card: Row): Promise<void> {
    try {
      await runAction(OBJECT, card.id, "reopen", {});
      say(t("「{name}」又打开了", { name: nameOf(card) }));
    } catch (error) {
      complain(asProblem(error).message);
    } finally {
      refresh(OBJECT);
    }
  }

  return { asked, put, send, ended };
}

export type Moves = ReturnType<typeof useMoves>;
