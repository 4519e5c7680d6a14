import { describe, expect, it } from "vitest";
import { clearedBy, fieldWithin } from "@/core/fields/options";
import type { Field } from "@/core/types";

const industry: Field = { key: "industry", label: "行业", kind: "choice", options: [{ value: "making", label: "制造" }, { value: "trade", label: "贸易" }] };
const trade: Field = {
  key: "trade", label: "细分", kind: "choice", depends_on: "industry",
  options: [{ value: "steel", label: "钢铁", when: ["making"] }, { value: "retail", label: "零售", when: ["trade"] }, { value: "other", label: "其他", when: [] }],
};
const tags: Field = { ...trade, key: "tags", kind: "choices" };
const labels = (field: Field): string[] => (field.options ?? []).map((option) => option.label);

describe("dependent options", () => {
  it("are offered beside the value they depend on, those without a condition always", () => {
    expect(labels(fieldWithin(trade, { industry: "making" }))).toEqual(["钢铁", "其他"]);
    expect(labels(fieldWithin(trade, { industry: null }))).toEqual(["其他"]);
  });

  it("leave a field without conditions as it is", () => expect(fieldWithin(industry, {})).toBe(industry));

  it("are cleared when the value they depend on changes, and kept when they still fit", () => {
    expect(clearedBy("industry", [industry, trade], { industry: "trade", trade: "steel" })).toEqual({ trade: null });
    expect(clearedBy("industry", [industry, trade], { industry: "trade", trade: "other" })).toEqual({});
    expect(clearedBy("industry", [tags], { industry: "trade", tags: ["steel", "retail"] })).toEqual({ tags: ["retail"] });
    expect(clearedBy("name", [trade], { industry: "trade", trade: "steel" })).toEqual({});
  });
});

describe("retired options", () => {
  const level: Field = { key: "level", label: "级别", kind: "choice", options: [{ value: "a", label: "A" }, { value: "old", label: "旧", retired: true }] };

  it("are shown only while the record holds them", () => {
    expect(labels(fieldWithin(level, { level: "a" }))).toEqual(["A"]);
    expect(labels(fieldWithin(level, { level: "old" }))).toEqual(["A", "旧"]);
  });
});
