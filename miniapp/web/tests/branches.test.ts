import { describe, expect, it } from "vitest";
import { grow, stepAt, treeField, unfolded } from "@/features/catalog/branches";
import { operatorsOf } from "@/features/filter/operators";
import { say } from "@/core/filter";
import { rememberName } from "@/core/names";
import type { Field, ObjectSchema, Row } from "@/core/types";

const row = (id: number, name: string, parent: number | null, place = 0, status = "active"): Row =>
  ({ id, name, place, status, parent: parent === null ? null : { id: parent, label: "" } });

const tree = grow([row(4, "备件", null, 3), row(2, "云服务", 1, 1), row(1, "软件", null, 1), row(3, "快照", 2, 0, "retired"), row(5, "维保", 1, 2)]);

describe("a tree of categories", () => {
  it("stands in lines, each below its parent, in the order people gave them", () => {
    expect(tree.map((one) => [one.name, one.level])).toEqual([["软件", 1], ["云服务", 2], ["快照", 3], ["维保", 2], ["备件", 1]]);
    expect(tree.map((one) => one.bears)).toEqual([true, true, false, false, false]);
    expect(tree.find((one) => one.retired)?.name).toBe("快照");
  });

  it("keeps what stands below something that is not there", () => {
    expect(grow([row(7, "孤单", 99)]).map((one) => one.level)).toEqual([1]);
  });

  it("hides everything below what is folded", () => {
    expect(unfolded(tree, new Set([1])).map((one) => one.name)).toEqual(["软件", "备件"]);
    expect(unfolded(tree, new Set([2])).map((one) => one.name)).toEqual(["软件", "云服务", "维保", "备件"]);
  });

  it("is walked by arrows", () => {
    const none = new Set<number>();
    expect(stepAt("ArrowDown", tree, 0, none)).toEqual({ to: 1 });
    expect(stepAt("ArrowUp", tree, 1, none)).toEqual({ to: 0 });
    expect(stepAt("ArrowUp", tree, 0, none)).toEqual({ to: 0 });
    expect(stepAt("End", tree, 1, none)).toEqual({ to: 4 });
    expect(stepAt("ArrowDown", tree, 4, none)).toEqual({ to: 4 });
    expect(stepAt("ArrowLeft", tree, 2, none)).toEqual({ fold: 2 });
    expect(stepAt("ArrowLeft", tree, 3, none)).toEqual({ to: 2 });
    expect(stepAt("ArrowRight", unfolded(tree, new Set([1])), 1, new Set([1]))).toEqual({ unfold: 1 });
    expect(stepAt("ArrowRight", tree, 1, none)).toEqual({ to: 2 });
    expect(stepAt("x", tree, 1, none)).toBeNull();
  });
});

describe("a field that refers into a tree", () => {
  const field: Field = { key: "category", label: "产品分类", kind: "reference", to: "product_category", tree: true, filterable: true };
  const schema = { key: "product", fields: [field] } as ObjectSchema;

  it("filters by everything below, before anything else", () => {
    expect(operatorsOf(field)[0]?.key).toBe("under");
    expect(operatorsOf({ ...field, tree: false }).some((one) => one.key === "under")).toBe(false);
    rememberName("product_category", { id: 2, label: "云服务" });
    expect(say(field, { field: "category", under: 2 })).toBe("产品分类：云服务（含下级）");
  });

  it("gives its list a tree, and other lists none", () => {
    expect(treeField(schema)?.key).toBe("category");
    expect(treeField({ ...schema, key: "lead" })).toBeUndefined();
    expect(treeField(undefined)).toBeUndefined();
  });
});
