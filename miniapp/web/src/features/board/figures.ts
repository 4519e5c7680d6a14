// The figures of a board while a card is on its way: what it will be once the server has said yes (看板数字).

import type { Board, BoardStage, Weighted } from "@/core/api/board";
import { dayNumber, wallFrom, wallOf } from "@/core/format/dates";
import type { Ref, Row } from "@/core/types";

/** Days in one stage from which an opportunity counts as standing still. */
export const STALLED_DAYS = 14;

const inFen = (value: unknown): number => Math.round(Number(value ?? 0) * 100);
const outside = (fen: number): string => (fen / 100).toFixed(2);
const summed = (value: string | null, fen: number): string | null => (value === null ? null : outside(inFen(value) + fen));

/** Days since it came into its stage, when those are too many; else 0. The server and the filter count the same way. */
export function stalledFor(card: Row, now = new Date()): number {
  if (!card.stage_since) return 0;
  const days = dayNumber(wallOf(now)) - dayNumber(wallFrom(String(card.stage_since)));
  return days >= STALLED_DAYS ? days : 0;
}

const share = (card: Row, rate: number | null): number => Math.round((inFen(card.amount) * (rate ?? 0)) / 100);

const changed = <F extends Weighted>(figure: F, count: number, fen: number, weighted: number): F =>
  ({ ...figure, count: figure.count + count, sum: summed(figure.sum, fen), weighted: summed(figure.weighted, weighted) });

const still = (board: Board, by: number): number | null => (board.stalled === null ? null : board.stalled + by);

const close = (card: Row): string => String(card.expected_close_on ?? "9999");
const before = (one: Row, other: Row): boolean => (close(one) === close(other) ? one.id < other.id : close(one) < close(other));

function among(items: Row[], card: Row): Row[] {
  const at = items.findIndex((one) => before(card, one));
  return at < 0 ? [...items, card] : [...items.slice(0, at), card, ...items.slice(at)];
}

export const stageOf = (board: Board, id: number): BoardStage | undefined => board.stages.find((one) => one.stage.id === id);

/** The stage that shows this card. */
export const holding = (board: Board, card: number): BoardStage | undefined =>
  board.stages.find((one) => one.items.some((item) => item.id === card));

/** The board with the card in another of its stages; the same board when there is nothing to move. */
export function moved(board: Board, card: Row, to: number): Board {
  const source = holding(board, card.id);
  const target = stageOf(board, to);
  const known = source?.items.find((one) => one.id === card.id);
  if (!source || !target || !known || source === target) return board;
  const fen = inFen(known.amount);
  const stage: Ref = target.stage;
  const arriving = { ...known, stage, win_rate: target.win_rate, stage_since: new Date().toISOString() };
  const stages = board.stages.map((one) => {
    if (one === source) return { ...changed(one, -1, -fen, -share(known, one.win_rate)), items: one.items.filter((item) => item.id !== card.id) };
    if (one === target) return { ...changed(one, 1, fen, share(known, one.win_rate)), items: among(one.items, arriving) };
    return one;
  });
  const more = share(known, target.win_rate) - share(known, source.win_rate);
  return { ...board, stages, total: changed(board.total, 0, 0, more), stalled: still(board, stalledFor(known) ? -1 : 0) };
}

/** The board with this card as it was, back in the stage where it was. */
export function movedBack(board: Board, card: Row, from: number): Board {
  const back = moved(board, card, from);
  const stages = back.stages.map((one) => ({ ...one, items: one.items.map((item) => (item.id === card.id ? card : item)) }));
  return { ...back, stages, stalled: still(back, stalledFor(card) ? 1 : 0) };
}

/** Whether the way there leads to an earlier stage. */
export function goesBack(board: Board, from: number, to: number): boolean {
  const order = board.stages.map((one) => one.stage.id);
  return order.indexOf(to) < order.indexOf(from);
}
