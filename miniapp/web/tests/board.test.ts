import { beforeEach, describe, expect, it, vi } from "vitest";
import { ref } from "vue";
import type { Board, BoardStage } from "@/core/api/board";
import { Problem } from "@/core/api/problem";
import { runAction } from "@/core/api/records";
import { toasts } from "@/core/toast";
import type { Row } from "@/core/types";
import { goesBack, holding, moved, movedBack, stalledFor } from "@/features/board/figures";
import { monthAfter, monthOf, weeksOf } from "@/features/board/useCalendar";
import { useMoves } from "@/features/board/useMoves";
import { stepFrom } from "@/features/board/useWalk";
import { daysOf, ofAnyState } from "@/features/board/useFunnel";
import { isoDate, wallFrom } from "@/core/format/dates";

vi.mock("@/core/api/records", () => ({ runAction: vi.fn() }));
const sent = vi.mocked(runAction);

const LONG_AGO = new Date(Date.now() - 21 * 86_400_000).toISOString();
const card = (id: number, amount: string | null, close: string | null, since = new Date().toISOString()): Row =>
  ({ id, name: `第 ${id} 单`, amount, expected_close_on: close, stage_since: since });
const column = (id: number, label: string, win_rate: number, items: Row[]): BoardStage => {
  const sum = items.reduce((all, one) => all + Number(one.amount), 0);
  return { stage: { id, label }, win_rate, active: true, count: items.length, sum: sum.toFixed(2), weighted: ((sum * win_rate) / 100).toFixed(2), items, next: null };
};

function aBoard(guided = false): Board {
  const stages = [column(1, "初步接洽", 10, [card(7, "1000.50", "2026-12-01", LONG_AGO), card(8, "500.00", null)]), column(2, "方案报价", 50, [card(9, "200.00", "2026-12-05")]), column(3, "商务谈判", 80, [])];
  return { process: { id: 1, label: "标准", guided }, sort: "expected_close_on", stages, won: { count: 0, sum: "0.00" }, lost: null, total: { count: 3, sum: "1700.50", weighted: "250.05" }, closing: null, stalled: 1 };
}

const ids = (board: Board): number[][] => board.stages.map((one) => one.items.map((item) => item.id));

describe("the figures of a board", () => {
  it("follow a card to its new stage, in the order of the expected close", () => {
    const board = moved(aBoard(), card(7, null, null), 2);
    expect(ids(board)).toEqual([[8], [7, 9], []]);
    expect(board.stages.map((one) => [one.count, one.sum, one.weighted])).toEqual([[1, "500.00", "50.00"], [2, "1200.50", "600.25"], [0, "0.00", "0.00"]]);
    expect(board.total).toEqual({ count: 3, sum: "1700.50", weighted: "650.25" });
    expect(board.stalled).toBe(0);
    expect(stalledFor(holding(board, 7)?.items[0] as Row)).toBe(0);
  });

  it("are as before once the card is back", () => {
    const before = aBoard();
    const known = before.stages[0]?.items[0] as Row;
    expect(movedBack(moved(before, known, 3), known, 1)).toEqual(before);
  });

  it("give nothing away that is hidden, and leave a board alone that does not show the card", () => {
    const blind = aBoard();
    for (const one of blind.stages) Object.assign(one, { sum: null, weighted: null, win_rate: null });
    expect(moved(blind, card(7, null, null), 3).stages.map((one) => [one.sum, one.weighted])).toEqual([[null, null], [null, null], [null, null]]);
    const board = aBoard();
    expect(moved(board, card(99, null, null), 2)).toBe(board);
    expect(moved(board, card(7, null, null), 1)).toBe(board);
    expect(moved(board, card(7, null, null), 42)).toBe(board);
  });

  it("know a step back and how long a card stands still", () => {
    expect([goesBack(aBoard(), 2, 1), goesBack(aBoard(), 1, 2)]).toEqual([true, false]);
    expect([stalledFor(card(1, null, null, LONG_AGO)), stalledFor(card(1, null, null))]).toEqual([21, 0]);
  });
});

function aDesk(guided = false) {
  const board = ref<Board | undefined>(aBoard(guided));
  const moves = useMoves({ board, change: (how) => { if (board.value) board.value = how(board.value); } });
  return { board, ...moves };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("moving a card", () => {
  beforeEach(() => {
    sent.mockReset().mockResolvedValue(null);
    toasts.current = null;
  });

  it("shows it at once, says where it is, and takes it back on request", async () => {
    const desk = aDesk();
    desk.put(7, 3);
    expect(ids(desk.board.value as Board)).toEqual([[8], [9], [7]]);
    await settled();
    expect(sent).toHaveBeenCalledTimes(1);
    expect(sent).toHaveBeenCalledWith("opportunity", 7, "move_stage", { stage: 3, seen: 1 });
    expect(toasts.current?.text).toBe("「第 7 单」移到了商务谈判");
    toasts.current?.action?.run();
    await settled();
    expect(sent).toHaveBeenLastCalledWith("opportunity", 7, "move_stage", { stage: 1, seen: 3 });
    expect(ids(desk.board.value as Board)).toEqual([[7, 8], [9], []]);
    expect(toasts.current?.text).toBe("「第 7 单」移回了初步接洽");
  });

  it("puts it back where it was when the server refuses, with the server's sentence; others stay moved", async () => {
    const desk = aDesk();
    sent.mockRejectedValueOnce(new Problem(409, { detail: "陈思远刚刚把它移到了「方案报价」，刷新后再移" }));
    desk.put(7, 2);
    desk.put(9, 3);
    expect(ids(desk.board.value as Board)).toEqual([[8], [7], [9]]);
    await settled();
    expect(ids(desk.board.value as Board)).toEqual([[7, 8], [], [9]]);
  });

  it("says the refusal as an error, with the way to the record", async () => {
    const desk = aDesk();
    sent.mockRejectedValueOnce(new Problem(409, { detail: "「初步接洽」还有 1 项没完成" }));
    desk.put(7, 2);
    await settled();
    expect(toasts.current).toMatchObject({ tone: "error", text: "「初步接洽」还有 1 项没完成", action: { label: "打开" } });
  });

  it("asks before an end, and for a reason before a guided step back", async () => {
    const desk = aDesk(true);
    desk.put(7, "won");
    expect(desk.asked.value).toMatchObject({ card: { id: 7 }, action: "win" });
    desk.put(8, "lost");
    expect(desk.asked.value).toMatchObject({ card: { id: 8 }, action: "lose" });
    desk.put(9, 1);
    expect(desk.asked.value).toMatchObject({ action: "move_stage", from: 2, to: 1 });
    expect(sent).not.toHaveBeenCalled();
    await desk.send(card(9, "200.00", "2026-12-05"), 2, 1, { reason: "客户改了需求" });
    expect(sent).toHaveBeenCalledWith("opportunity", 9, "move_stage", { stage: 1, seen: 2, reason: "客户改了需求" });
  });

  it("asks for the reason too when only the server knows that it goes back", async () => {
    const desk = aDesk();
    sent.mockRejectedValueOnce(new Problem(422, { fields: { reason: "退回前面的阶段要写原因" } }));
    desk.put(9, 1);
    await settled();
    expect(desk.asked.value).toMatchObject({ action: "move_stage", from: 2, to: 1 });
    expect(ids(desk.board.value as Board)).toEqual([[7, 8], [9], []]);
  });

  it("sends the second move of a card after the answer to the first", async () => {
    const desk = aDesk();
    let answer: (value: unknown) => void = () => undefined;
    sent.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    desk.put(7, 2);
    desk.put(7, 3);
    await settled();
    expect(sent).toHaveBeenCalledTimes(1);
    answer(null);
    await settled();
    expect(sent).toHaveBeenLastCalledWith("opportunity", 7, "move_stage", { stage: 3, seen: 2 });
  });

  it("does nothing on the same stage, or with a card that is gone", () => {
    const desk = aDesk();
    desk.put(7, 1);
    desk.put(99, 2);
    expect(sent).not.toHaveBeenCalled();
  });

  it("reopens what was just won or lost", async () => {
    const desk = aDesk();
    desk.ended(card(7, "1000.50", null), "win");
    expect(toasts.current?.text).toBe("赢单：「第 7 单」");
    toasts.current?.action?.run();
    await settled();
    expect(sent).toHaveBeenCalledWith("opportunity", 7, "reopen", {});
    expect(toasts.current?.text).toBe("「第 7 单」又打开了");
  });
});

describe("walking cards by the arrows", () => {
  it("goes along a column and across, over columns without cards", () => {
    const sizes = [3, 0, 1];
    expect(stepFrom(sizes, { column: 0, row: 0 }, "ArrowDown")).toEqual({ column: 0, row: 1 });
    expect(stepFrom(sizes, { column: 0, row: 2 }, "ArrowRight")).toEqual({ column: 2, row: 0 });
    expect(stepFrom(sizes, { column: 2, row: 0 }, "ArrowLeft")).toEqual({ column: 0, row: 0 });
    expect(stepFrom(sizes, { column: 0, row: 2 }, "ArrowDown")).toBeNull();
    expect(stepFrom(sizes, { column: 0, row: 0 }, "ArrowUp")).toBeNull();
    expect(stepFrom(sizes, { column: 2, row: 0 }, "ArrowRight")).toBeNull();
    expect(stepFrom(sizes, { column: 0, row: 0 }, "Enter")).toBeNull();
  });
});

describe("the calendar of a month", () => {
  it("covers whole weeks from Monday on", () => {
    const weeks = weeksOf(monthOf(wallFrom("2026-11-22")));
    expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
    expect([weeks[0]?.[0], weeks[5]?.[6]].map((day) => day && isoDate(day))).toEqual(["2026-10-26", "2026-12-06"]);
    expect(weeksOf(monthOf(wallFrom("2027-02-10"))).flat()).toHaveLength(28);
  });

  it("turns over the end of a year", () => {
    expect(isoDate(monthAfter(wallFrom("2026-12-01"), 1))).toBe("2027-01-01");
    expect(isoDate(monthAfter(wallFrom("2027-01-01"), -1))).toBe("2026-12-01");
  });
});

describe("the funnel", () => {
  it("knows the first and last day of a month, a quarter and a year", () => {
    const today = wallFrom("2026-11-22");
    expect(daysOf("", today)).toBeNull();
    expect(daysOf("this_month", today)).toEqual(["2026-11-01", "2026-11-30"]);
    expect(daysOf("this_quarter", today)).toEqual(["2026-10-01", "2026-12-31"]);
    expect(daysOf("this_year", wallFrom("2028-02-29"))).toEqual(["2028-01-01", "2028-12-31"]);
  });

  it("tells of what ended although the view shows only what is open", () => {
    const mine = { field: "owner", is: "me" };
    expect(ofAnyState({ all: [mine, { field: "state", is: "open" }] })).toEqual(mine);
    expect(ofAnyState({ field: "state", is: "open" })).toBeNull();
    expect(ofAnyState({ field: "state", is: "won" })).toEqual({ field: "state", is: "won" });
    expect(ofAnyState(null)).toBeNull();
  });
});
