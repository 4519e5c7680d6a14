import { describe, expect, it } from "vitest";
import { asLines, shares, ticked, withParts } from "@/features/team/order";

const ann = { id: 1, label: "陈思远" };
const bob = { id: 2, label: "周雨桐" };
const eve = { id: 3, label: "宋知夏" };

describe("people in the order they were ticked", () => {
  it("puts a new tick at the end of the line and takes a second tick away", () => {
    expect(ticked(ticked([bob], ann), eve)).toEqual([bob, ann, eve]);
    expect(ticked([bob, ann, eve], ann)).toEqual([bob, eve]);
  });

  it("shares out in turn: the first in line get what is left over", () => {
    expect(shares([ann, bob, eve], 7).map((one) => one.count)).toEqual([3, 2, 2]);
    expect(shares([ann, bob, eve], 2).map((one) => one.count)).toEqual([1, 1, 0]);
  });
});

describe("departments", () => {
  const tree = [
    { id: 1, label: "澄石科技", parent: null },
    { id: 4, label: "财务部", parent: 1 },
    { id: 2, label: "华东大区", parent: 1 },
    { id: 7, label: "华东一部", parent: 2 },
  ];

  it("come with everything below them", () => {
    expect(withParts(tree, 2)).toEqual([2, 7]);
    expect(withParts(tree, 1).sort()).toEqual([1, 2, 4, 7]);
  });

  it("stand below their parent, and one whose parent is out of sight stands on its own", () => {
    expect(asLines(tree).map((line) => [line.label, line.depth])).toEqual([["澄石科技", 0], ["财务部", 1], ["华东大区", 1], ["华东一部", 2]]);
    expect(asLines(tree.slice(1)).map((line) => line.depth)).toEqual([0, 0, 1]);
  });

  it("that name each other as parents do not go round for ever", () => {
    expect(withParts([{ id: 1, label: "甲", parent: 2 }, { id: 2, label: "乙", parent: 1 }], 1)).toEqual([1, 2]);
  });
});
