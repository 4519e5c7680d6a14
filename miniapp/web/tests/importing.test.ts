import { describe, expect, it } from "vitest";
import type { FileColumn, Target } from "@/core/api/imports";
import type { Field, ObjectSchema } from "@/core/types";
import { toTree, toWhere } from "@/features/filter/tree";
import { columnsFor } from "@/features/exporting/exports";
import { isBatch, madeInBatch, sayWhere } from "@/core/filter";
import { assigned, guessed, missing, templateFields } from "@/features/importing/columns";
import { isActive, percent, sayCounts, sayState, stateOf } from "@/features/importing/runs";

const target = (key: string, more: Partial<Target> = {}): Target => ({ key, label: key, kind: "text", required: false, demanded: false, writable: true, options: [], note: "", ...more });
const column = (index: number, field: string | null): FileColumn => ({ index, header: `列${index}`, samples: [], field });
const targets = [target("id", { writable: false }), target("name", { required: true }), target("phone"), target("source", { demanded: true }), target("contact.name", { required: true }), target("contact.mobile")];
const run = { status: "done" as const, dry_run: false, created: 12, updated: 0, skipped: 3, failed: 2, rows: 17, done: 17, ahead: 0, message: "" };

describe("columns of a file", () => {
  it("begin with what was guessed", () => {
    expect(guessed([column(0, "name"), column(1, null), column(2, "phone")])).toEqual({ 0: "name", 2: "phone" });
  });

  it("give a field up when another column takes it", () => {
    expect(assigned({ 0: "name", 1: "phone" }, 2, "name")).toEqual({ 1: "phone", 2: "name" });
    expect(assigned({ 0: "name", 1: "phone" }, 1, "")).toEqual({ 0: "name" });
  });

  it("lack what must be there, of a contact only when the file brings one", () => {
    const keys = (mapping: Record<number, string>, given: string[] = [], mode: "skip" | "update" = "skip"): string[] => missing(targets, mapping, given, mode).map((one) => one.key);
    expect(keys({ 0: "phone" })).toEqual(["name", "source"]);
    expect(keys({ 0: "name", 1: "contact.mobile" }, ["source"])).toEqual(["contact.name"]);
    expect(keys({ 0: "id", 1: "phone" }, [], "update")).toEqual(["source"]);
  });

  it("are of a template all, those that must be there, or the chosen ones", () => {
    expect(templateFields(targets, "all", new Set())).toEqual([]);
    expect(templateFields(targets, "required", new Set())).toEqual(["name", "source"]);
    expect(templateFields(targets, "chosen", new Set(["phone", "id"]))).toEqual(["phone"]);
  });
});

describe("an import", () => {
  it("says what happened, and nothing that did not", () => {
    expect(sayCounts(run)).toBe("新建 12 · 不导入 3 · 没进去 2");
    expect(sayCounts({ ...run, dry_run: true, skipped: 0 })).toBe("会新建 12 · 有错误 2");
  });

  it("is asked for again as long as it moves", () => {
    expect(["queued", "checking", "writing", "undoing", "done", "failed", "undone"].map((status) => isActive({ status: status as typeof run.status }))).toEqual([true, true, true, true, false, false, false]);
  });

  it("says how many wait before it, and how far it is", () => {
    expect(sayState({ ...run, status: "queued", ahead: 2 })).toBe("前面还有 2 个导入，轮到了自动开始");
    expect(sayState({ ...run, status: "writing", done: 5 })).toContain("第 5 / 17 行");
    expect(percent({ rows: 17, done: 5 })).toBe(29);
    expect(percent({ rows: 0, done: 0 })).toBe(0);
  });

  it("with faulty rows is not simply done, and a trial run wrote nothing", () => {
    expect(stateOf(run)).toEqual({ label: "有行没进去", tone: "amber" });
    expect(stateOf({ ...run, failed: 0 }).label).toBe("导入完");
    expect(stateOf({ ...run, dry_run: true }).label).toBe("试过了");
  });
});

describe("a filter by what an import made", () => {
  const schema = { fields: [] } as unknown as ObjectSchema;
  const made = madeInBatch("k7");

  it("is said in words and survives the editor, which cannot change it", () => {
    expect(isBatch(made)).toBe(true);
    expect(sayWhere(schema, made)).toBe("同一批新建的");
    expect(toWhere(schema, toTree(made))).toEqual(made);
    expect(toWhere(schema, toTree({ all: [made, { any: [made] }] }))).toEqual({ all: [made, made] });
  });
});

describe("the columns of an export", () => {
  const fields = ["name", "phone", "note"].map((key): Field => ({ key, label: key, kind: "text" }));

  it("are those of the list, all of them, or the chosen ones in the order of the list", () => {
    expect(columnsFor("shown", ["phone", "name"], fields, new Set())).toEqual(["phone", "name"]);
    expect(columnsFor("all", ["phone", "name"], fields, new Set())).toEqual(["phone", "name", "note"]);
    expect(columnsFor("chosen", ["phone", "name"], fields, new Set(["note", "name"]))).toEqual(["name", "note"]);
  });
});
