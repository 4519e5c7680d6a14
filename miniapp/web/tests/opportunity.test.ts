// Lines, stages and people of an opportunity as values.

import { describe, expect, test } from "vitest";
import type { Path, PathItem, Process } from "@/core/api/opportunities";
import type { Field, Row } from "@/core/types";
import { beginning, withProcess } from "@/features/opportunity/beginning";
import { chainOf, free } from "@/features/opportunity/chain";
import { answeredBefore, progress, stagesToShow } from "@/features/opportunity/guide";
import { heirsOf } from "@/features/opportunity/heirs";
import { amount, amountOf, asDecimal, lineOf, lineToWire, newLine, placed, scaled, total, wrongWith, type Line } from "@/features/opportunity/lines";
import { asksReason, reachable } from "@/features/opportunity/usePath";
import { consequence, draftOf, newStage, stageToWire, stranded } from "@/features/settings/process";

const line = (values: Partial<Line>): Line => ({ ...newLine(), product: { id: 1, label: "相机" }, price: "100", ...values });

describe("the sum of a line", () => {
  test.each([
    ["99.99", "3", "95", "284.97"],
    ["0.01", "1", "50", "0.01"],
    ["0.01", "1", "49.99", "0.00"],
    ["1,234.56", "2.5", "100", "3086.40"],
    ["2760", "3", "0", "0.00"],
    ["9999999999.99", "1000", "100", "9999999999990.00"],
    ["", "1", "100", "0.00"],
  ])("%s × %s for %s percent is %s, rounded half-up", (price, quantity, discount, sum) => {
    expect(asDecimal(amount(line({ price, quantity, discount })) ?? -1n)).toBe(sum);
  });

  test("is exact where floating point is not", () => {
    expect(Math.round(100 * 1.005)).toBe(100);
    expect(amountOf(100n, 1005n, 10_000n)).toBe(101n);
  });

  test("cannot be told while a number is unfinished", () => expect(amount(line({ quantity: "三" }))).toBeNull());

  test("adds up to the total; what cannot be told counts nothing", () => {
    expect(asDecimal(total([line({}), line({ quantity: "2" }), line({ quantity: "" })]))).toBe("300.00");
  });
});

test("numbers are read as the server reads them", () => {
  expect([scaled("1.5", 3), scaled(" 1,000 ", 2), scaled(".5", 2), scaled("0.0005", 3), scaled("-2", 2)]).toEqual([1500n, 100000n, 50n, 1n, -200n]);
  expect([scaled("", 2), scaled("a", 2), scaled("1.2.3", 2), scaled("-", 2)]).toEqual([null, null, null, null]);
});

test("what cannot be sold is said at its cell", () => {
  expect(Object.keys(wrongWith(newLine()))).toEqual(["product"]);
  expect(wrongWith(line({}))).toEqual({});
  expect(Object.keys(wrongWith(line({ price: "-1", quantity: "0", discount: "100.01" })))).toEqual(["price", "quantity", "discount"]);
  expect(wrongWith(line({ price: "99999999999999", quantity: "1000" })).price).toContain("太大");
});

test("a line goes to the server as plain decimals, a new one without a number", () => {
  expect(lineToWire(line({ price: "1,200", note: " 备件 " }))).toEqual({ product: 1, quantity: "1", price: "1200", discount: "100", note: "备件" });
  const row = { id: 7, product: { id: 2, label: "探头" }, unit: "set", quantity: 1.5, price: "320.00", discount: 95, note: "" } as Row;
  expect(lineToWire(lineOf(row))).toEqual({ id: 7, product: 2, quantity: "1.5", price: "320", discount: "95", note: "" });
});

test("a refusal is taken apart by row and cell", () => {
  expect(placed({ "lines.0.quantity": "a", "lines.0.price": "b", "lines.2.product": "c", lines: "d" })).toEqual({
    rows: { 0: { quantity: "a", price: "b" }, 2: { product: "c" } }, rest: ["d"],
  });
});

const item = (code: string, done = false): PathItem => ({ code, kind: "task", label: code, required: true, done, text: "", at: null, by: null });
const path = (guided: boolean): Path => ({
  process: { id: 1, label: "流程" }, guided, state: "open", stage: { id: 2, label: "二" }, next: { id: 3, label: "三" }, missing: ["b"], stays: [],
  steps: [
    { stage: { id: 1, label: "一" }, win_rate: 10, place: "done", items: [item("a", true)] },
    { stage: { id: 2, label: "二" }, win_rate: 30, place: "here", items: [item("b"), item("c", true)] },
    { stage: { id: 3, label: "三" }, win_rate: 50, place: "ahead", items: [item("d")] },
    { stage: { id: 4, label: "四" }, win_rate: 80, place: "ahead", items: [] },
  ],
});

test("a guided process lets one go to the next stage and back with a reason, a free one anywhere", () => {
  const guided = path(true);
  expect(guided.steps.map((step) => reachable(guided, step))).toEqual([true, false, true, false]);
  expect([asksReason(guided, 1), asksReason(guided, 3), asksReason(path(false), 1)]).toEqual([true, false, false]);
  expect(path(false).steps.map((step) => reachable(path(false), step))).toEqual([true, false, true, true]);
});

test("the present stage is shown, an earlier one only while it misses something", () => {
  const now = path(true);
  expect(stagesToShow(now).map((step) => step.stage.id)).toEqual([2]);
  expect(answeredBefore(now).map((step) => step.stage.id)).toEqual([1]);
  expect(progress(now.steps[1]!)).toEqual({ done: 1, all: 2 });
  expect(stagesToShow({ ...now, missing: ["a", "b"] }).map((step) => step.stage.id)).toEqual([1, 2]);
});

test("heirs are the owner of the customer and the team, each once, without the owner", () => {
  const [me, lin, wang] = [{ id: 1, label: "我" }, { id: 2, label: "林" }, { id: 3, label: "王" }];
  const seat = { added_at: null, added_by: null };
  const team = { owner: me, followers: [{ ...seat, member: lin, can_edit: true }], collaborators: [{ ...seat, member: wang, powers: [] }, { ...seat, member: lin, powers: [] }] };
  expect(heirsOf(team, lin)).toEqual([lin, wang]);
  expect(heirsOf({ owner: me, followers: [], collaborators: [] }, me)).toEqual([]);
});

test("people stand by role in the order of the list, those without one at the end", () => {
  const roles: Field = { key: "role", label: "角色", kind: "choice", options: [{ value: "decider", label: "决策人" }, { value: "user", label: "使用者" }] };
  const row = (id: number, role: string): Row => ({ id, role, contact: { id: id * 10, label: "" } });
  const chain = chainOf([row(1, "user"), row(2, ""), row(3, "decider"), row(4, "user")], roles);
  expect(chain.map((link) => [link.role.label, link.people.map((one) => one.id)])).toEqual([["决策人", [3]], ["使用者", [1, 4]], ["还没定角色", [2]]]);
  expect(free([{ id: 10 }, { id: 11 }], [row(1, "user")]).map((one) => one.id)).toEqual([11]);
});

const process = (id: number, usual: boolean): Process => ({
  id, name: `流程${id}`, guided: false, usual, active: true, number: 1, retired: [{ id: 99, name: "旧", open: 1 }],
  stages: [{ id: id * 10, name: "一", win_rate: 10, items: [], open: 2 }, { id: id * 10 + 1, name: "二", win_rate: 30, items: [], open: 0 }],
});

test("a new opportunity begins with the usual process; another one begins at its own first stage", () => {
  const all = [process(1, false), process(2, true)];
  expect(beginning(all)).toEqual({ process: "2", stage: "20" });
  expect(withProcess({ process: "2", stage: "21", collaborators: [] }, all, "1")).toEqual({ process: "1", stage: "10", collaborators: [] });
  expect(beginning([])).toEqual({});
});

test("saving a process says what becomes of those on their way", () => {
  const before = process(1, true);
  const [first, second] = before.stages.map(draftOf) as [ReturnType<typeof draftOf>, ReturnType<typeof draftOf>];
  expect(stranded(before, [second])).toEqual([{ name: "一", open: 2 }]);
  expect(consequence(before, [second], true)).toBe("去掉的「一」还有 2 个进行中的商机，它们按原来的版本走完");
  expect(consequence(before, [first, second], false)).toBe("3 个进行中的商机按原来的版本走完");
  expect(consequence(before, [first, second], true)).toBe("3 个进行中的商机换到新版本");
  expect(consequence(undefined, [], false)).toBe("");
});

test("a stage goes to the server as it is typed, and a rate that is no number is left to its refusal", () => {
  expect(stageToWire({ ...newStage(), name: " 立项 ", rate: "20", items: [{ kind: "task", label: " 拜访 ", required: true }] })).toEqual({ name: "立项", win_rate: 20, items: [{ kind: "task", label: "拜访", required: true }] });
  expect(stageToWire({ ...newStage(), id: 5, rate: "一半" })).toMatchObject({ id: 5, win_rate: "一半" });
});
