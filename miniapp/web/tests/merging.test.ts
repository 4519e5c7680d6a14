import { describe, expect, it } from "vitest";
import type { DeedItem } from "@/core/api/deeds";
import type { MergeField, MergePlan } from "@/core/api/merging";
import { isOf } from "@/features/deeds/undoing";
import { nameOf } from "@/features/deeds/words";
import { askedKeys, differing, idsFrom, inOrder, kept, moving, pickOf, wishes } from "@/features/merging/choosing";
import { sureness, whose } from "@/features/suspects/words";

const field = (key: string, more: Partial<MergeField> = {}): MergeField => ({
  key, label: key, kind: "text", values: { 1: { value: "甲", shown: "甲" }, 2: { value: "乙", shown: "乙" } }, differs: true, pick: 1, both: null, ...more,
});
const plan: MergePlan = {
  master: 1, records: [{ id: 1, label: "甲" }, { id: 2, label: "乙" }],
  fields: [field("name"), field("phone", { both: "甲、乙" }), field("level", { differs: false })], asked: ["website"],
  children: [{ object: "contact", label: "联系人", counts: { 1: 3, 2: 2 } }, { object: "activity", label: "跟进", counts: { 1: 1 } }],
  team: [], warnings: [],
};

describe("choosing whose values stay", () => {
  it("shows the proposal until somebody chooses what is there", () => {
    expect(pickOf(field("name"), {})).toBe(1);
    expect(pickOf(field("name"), { name: 2 })).toBe(2);
    expect(pickOf(field("name"), { name: 9 })).toBe(1);
    expect(pickOf(field("name"), { name: "both" })).toBe(1);
  });

  it("sends only what differs from the proposal", () => {
    expect(wishes(plan, { name: 2, phone: "both", level: 1 })).toEqual({ name: 2, phone: "both" });
  });

  it("puts up for choice only what differs, and counts only what moves", () => {
    expect(differing(plan).map((one) => one.key)).toEqual(["name", "phone"]);
    expect(moving(plan)).toEqual([{ object: "contact", label: "联系人", count: 2 }]);
  });

  it("asks for what none of them has, and for what was refused and cannot be chosen", () => {
    expect(askedKeys(plan, [])).toEqual(["website"]);
    expect(askedKeys(plan, ["name", "industry", "website"])).toEqual(["website", "industry"]);
    expect(kept(plan, { name: 2, phone: "both" })).toEqual({ name: "乙", phone: null, level: "甲" });
  });

  it("keeps the records in their places when another becomes the main one", () => {
    const turned = { ...plan, master: 2, records: [...plan.records].reverse() };
    expect(inOrder(turned, [1, 2]).records.map((one) => one.id)).toEqual([1, 2]);
  });

  it("reads the chosen records from an address, each once", () => {
    expect(idsFrom("7,3,7,x,-1,0,2.5")).toEqual([7, 3]);
    expect(idsFrom(undefined)).toEqual([]);
  });
});

describe("a deed", () => {
  const deed = { object: "lead", record: 7, count: 1, can_undo: true, label: "林嘉禾", object_label: "线索" } as DeedItem;

  it("is what was just done only to the same records, as long as it can be undone", () => {
    expect(isOf(deed, "lead", [7])).toBe(true);
    expect(isOf(deed, "lead", [8])).toBe(false);
    expect(isOf(deed, "account", [7])).toBe(false);
    expect(isOf({ ...deed, can_undo: false }, "lead", [7])).toBe(false);
    expect(isOf({ ...deed, record: null, count: 3 }, "lead", [7, 8, 9])).toBe(true);
    expect(isOf({ ...deed, record: null, count: 3 }, "lead", [7, 8])).toBe(false);
  });

  it("goes by the name of its record, or by how many there are", () => {
    expect(nameOf(deed)).toBe("林嘉禾");
    expect(nameOf({ ...deed, record: null, count: 3 })).toBe("3 条线索");
  });
});

describe("another record", () => {
  it("is told with how sure it is, and with no more than may be known", () => {
    expect(sureness(95)).toEqual({ label: "很可能 95%", tone: "red" });
    expect(sureness(60).tone).toBe("neutral");
    const one = { object: "lead", id: null, label: "林*禾", owner: { id: 2, label: "王晓明" }, status: null, match: "" };
    expect(whose(one, "周雨桐")).toBe("王晓明负责，你看不到详情");
    expect(whose({ ...one, id: 3 }, "王晓明")).toBe("你负责");
    expect(whose({ ...one, pooled: true }, "")).toBe("在公海");
  });
});
