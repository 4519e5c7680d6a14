import { describe, expect, it } from "vitest";
import { check, KINDS, show, toForm, toWire } from "@/core/fields/registry";
import type { Field, Kind } from "@/core/types";

const field = (kind: Kind, more: Partial<Field> = {}): Field => ({ key: "x", label: "手机", kind, ...more });
const every: Kind[] = [
  "text", "long_text", "number", "money", "date", "datetime", "boolean", "choice", "choices", "phone", "email", "url",
  "reference", "references", "files", "location", "subject",
];

describe("the field registry", () => {
  it("knows every kind of the contract", () => expect(Object.keys(KINDS).sort()).toEqual([...every].sort()));

  it("says what is wrong with a mobile number and by how much", () => {
    expect(check(field("phone"), "139 0000 271")).toBe("手机少 1 位，应为 11 位");
    expect(check(field("phone"), "139 0000 27166")).toBe("手机多 1 位，应为 11 位");
    expect(check(field("phone"), "13900002716")).toBeNull();
    expect(check(field("phone"), "0512-00006688")).toBeNull();
  });

  it("asks for required values and stops at the longest length", () => {
    expect(check(field("text", { required: true, label: "公司" }), "")).toBe("公司要填");
    expect(check(field("text", { max_length: 2 }), "三个字")).toBe("太长了，最多 2 个字");
    expect(check(field("text"), null)).toBeNull();
  });

  it("refuses what is not money, a number or an address", () => {
    expect(check(field("money"), "12.345")).not.toBeNull();
    expect(check(field("money"), "12,000.5")).toBeNull();
    expect(check(field("number"), "多")).not.toBeNull();
    expect(check(field("email"), "lin.huizhu")).not.toBeNull();
  });

  it("sends ids for references, plain decimals for money, null for nothing", () => {
    expect(toWire(field("reference"), { id: 7, label: "张三" })).toBe(7);
    expect(toWire(field("references"), [{ id: 7, label: "张三" }])).toEqual([7]);
    expect(toWire(field("money"), "12,000.5")).toBe("12000.50");
    expect(toWire(field("phone"), "139 0000 2716")).toBe("13900002716");
    expect(toWire(field("text"), "  ")).toBe("");
    expect(toWire(field("datetime"), null)).toBeNull();
    expect(toWire(field("choices"), [])).toEqual([]);
  });

  it("reads option labels, references and yes or no", () => {
    const options = [{ value: "new", label: "未处理" }, { value: "hot", label: "重点" }];
    expect(show(field("choice", { options }), "new")).toBe("未处理");
    expect(show(field("choices", { options }), ["new", "hot"])).toBe("未处理、重点");
    expect(show(field("reference"), { id: 1, label: "张三" })).toBe("张三");
    expect(show(field("boolean"), false)).toBe("否");
    expect(show(field("text"), null)).toBe("");
    expect(show(field("number", { unit: "%" }), 35)).toBe("35%");
  });

  it("gives the form what it can edit", () => {
    expect(toForm(field("money"), "120000.00")).toBe("120000");
    expect(toForm(field("choices"), null)).toEqual([]);
    expect(toForm(field("text"), undefined)).toBeNull();
  });
});
