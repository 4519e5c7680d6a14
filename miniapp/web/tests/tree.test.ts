// The filter while it is edited: from the wire to rows and back, nothing lost, nothing unfinished sent.
import { describe, expect, it } from "vitest";
import { partsOf, sayWhere, withCondition, withoutPart } from "@/core/filter";
import type { Field, ObjectSchema, Where } from "@/core/types";
import { isComplete, operatorsOf, valueFor } from "@/features/filter/operators";
import { newRow, toTree, toWhere, unfinished } from "@/features/filter/tree";

const name: Field = { key: "name", label: "姓名", kind: "text", filterable: true };
const status: Field = { key: "status", label: "状态", kind: "choice", filterable: true, options: [{ value: "new", label: "未处理" }, { value: "closed", label: "已关闭" }] };
const next: Field = { key: "next_follow_at", label: "下次跟进", kind: "datetime", filterable: true };
const schema = { key: "lead", label: "线索", fields: [name, status, next] } as unknown as ObjectSchema;

const nested: Where = {
  all: [{ field: "status", in: ["new"] }, { any: [{ field: "name", contains: "科技" }, { field: "next_follow_at", within: "this_week" }] }],
};

describe("a filter in the editor", () => {
  it("comes back as it went in, groups and all", () => {
    expect(toWhere(schema, toTree(nested))).toEqual(nested);
    expect(toWhere(schema, toTree({ field: "name", empty: true }))).toEqual({ field: "name", empty: true });
    expect(toWhere(schema, toTree(null))).toBeNull();
  });

  it("keeps what is nested deeper than it can show", () => {
    const deep: Where = { any: [{ field: "name", is: "a" }, { all: [{ field: "status", is: "new" }, { any: [{ field: "name", is: "b" }, { field: "name", is: "c" }] }] }] };
    expect(toWhere(schema, toTree(deep))).toEqual(deep);
  });

  it("sends no unfinished row, and says that there is one", () => {
    const tree = toTree({ field: "status", in: ["new"] });
    tree.parts.push(newRow(name));
    expect(toWhere(schema, tree)).toEqual({ field: "status", in: ["new"] });
    expect(unfinished(schema, tree)).toBe(true);
  });
});

describe("operators", () => {
  it("cover the contract for every kind that can be filtered", () => {
    const keys = new Set([name, status, next, { ...name, kind: "money" } as Field].flatMap((field) => operatorsOf(field).map((one) => one.key)));
    expect([...keys].sort()).toEqual(
      ["between", "contains", "empty", "filled", "gt", "gte", "in", "is", "is_not", "lt", "lte", "not_in", "starts", "within"],
    );
  });

  it("keep what was chosen when one value becomes several and back", () => {
    expect(valueFor("options", "option", "new")).toEqual(["new"]);
    expect(valueFor("option", "options", ["new", "closed"])).toBe("new");
    expect(valueFor("number", "none", true)).toBeNull();
    expect(valueFor("none", "text", "x")).toBe(true);
  });

  it("know when a value is complete", () => {
    expect(isComplete("range", ["1.00", null])).toBe(false);
    expect(isComplete("range", ["1.00", "2.00"])).toBe(true);
    expect(isComplete("options", [])).toBe(false);
    expect(isComplete("truth", false)).toBe(true);
  });
});

describe("parts of a filter", () => {
  it("are taken away one by one", () => {
    expect(partsOf(nested)).toHaveLength(2);
    expect(withoutPart(nested, 0)).toEqual(partsOf(nested)[1]);
    expect(withoutPart({ field: "name", is: "a" }, 0)).toBeNull();
  });

  it("are changed in their place, beside groups that stay", () => {
    const changed = withCondition(nested, "status", { field: "status", in: ["closed"] });
    expect(partsOf(changed)).toEqual([{ field: "status", in: ["closed"] }, partsOf(nested)[1]]);
    expect(withCondition({ any: [{ field: "name", is: "a" }, { field: "name", is: "b" }] }, "status", { field: "status", in: ["new"] })).toEqual({
      all: [{ any: [{ field: "name", is: "a" }, { field: "name", is: "b" }] }, { field: "status", in: ["new"] }],
    });
  });

  it("are said in words", () => {
    expect(sayWhere(schema, nested)).toBe("状态：未处理，且 （姓名：含「科技」 或 下次跟进：本周）");
  });
});
