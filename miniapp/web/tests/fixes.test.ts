import { describe, expect, it } from "vitest";
import type { FaultyColumn, FaultyRow } from "@/core/api/imports";
import { editable, edited, nameOf, offerFor, ofTheRow, without, wrongNow } from "@/features/importing/fixes";

const column = (key: string, more: Partial<FaultyColumn> = {}): FaultyColumn => ({ key, label: key, kind: "text", required: false, demanded: false, writable: true, options: [], note: "", to: null, ...more });
const columns = [column("name"), column("mobile"), column("level", { kind: "choice", options: [{ value: "a", label: "A" }, { value: "b", label: "B" }] })];
const row = (number: number, values: Record<string, string>, problems: Record<string, string>, more: Partial<FaultyRow> = {}): FaultyRow => ({ row: number, outcome: "failed", values, fixed: [], problems, ...more });
const special = (number: number): FaultyRow => row(number, { name: "林", level: "特 A" }, { level: "级别没有「特 A」" });

describe("a faulty row", () => {
  it("is mended in its faulty cells, and stays open where it was mended", () => {
    expect(editable(row(3, {}, { mobile: "不对" }), columns)).toEqual(["mobile"]);
    expect(editable(row(3, {}, {}, { outcome: "created", fixed: ["name"] }), columns)).toEqual(["name"]);
  });

  it("is mended anywhere when it is refused as a whole", () => {
    const whole = row(3, {}, { "": "有 2 个线索与这一行手机相同" });
    expect(editable(whole, columns)).toEqual(["name", "mobile", "level"]);
    expect(ofTheRow(whole, columns)).toEqual(["有 2 个线索与这一行手机相同"]);
  });

  it("forgets an edit that is back at what it was", () => {
    const one = special(3);
    const once = edited({}, one, "level", "A");
    expect(once).toEqual({ 3: { level: "A" } });
    expect(wrongNow(one, "level", once)).toBe("");
    expect(edited(once, one, "level", "特 A")).toEqual({});
  });

  it("keeps what was typed while its check was under way", () => {
    expect(without({ 3: { level: "A", name: "张" }, 4: { name: "李" } }, { 3: { level: "A", name: "" }, 4: { name: "李" } })).toEqual({ 3: { name: "张" } });
  });
});

describe("one change for many rows", () => {
  it("is guessed from the options when the same word is wrong more than once", () => {
    expect(offerFor([special(3), special(5)], columns, {}, new Set())).toEqual({ key: "level", from: "特 A", to: "A", rows: [3, 5] });
    expect(offerFor([special(3)], columns, {}, new Set())).toBeNull();
    expect(offerFor([special(3), special(5)], columns, {}, new Set([nameOf("level", "特 A")]))).toBeNull();
  });

  it("is what was put in the first of them, for every kind of field", () => {
    const people = [3, 4, 5].map((number) => row(number, { name: "周宇桐" }, { name: "没有这个人" }));
    expect(offerFor(people, columns, {}, new Set())).toBeNull();
    expect(offerFor(people, columns, { 4: { name: "周雨桐" } }, new Set())).toEqual({ key: "name", from: "周宇桐", to: "周雨桐", rows: [3, 5] });
  });

  it("is not offered for empty cells or where the word could be two options", () => {
    const blank = [3, 5].map((number) => row(number, { level: "" }, { level: "没填" }));
    const either = [3, 5].map((number) => row(number, { level: "AB" }, { level: "没有" }));
    expect(offerFor(blank, columns, {}, new Set())).toBeNull();
    expect(offerFor(either, columns, {}, new Set())).toBeNull();
  });
});
