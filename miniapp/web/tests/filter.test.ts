import { describe, expect, it } from "vitest";
import { both, conditionFor, conditionsOf, filterControl, ownedBy, parseWhere, say, withCondition } from "@/core/filter";
import type { Field, Where } from "@/core/types";

const status: Field = { key: "status", label: "状态", kind: "choice", options: [{ value: "new", label: "未处理" }, { value: "hot", label: "有意向" }] };
const amount: Field = { key: "amount", label: "预计金额", kind: "money" };
const due: Field = { key: "next_follow_at", label: "下次跟进", kind: "datetime" };

describe("the filter algebra", () => {
  it("joins conditions, drops empty parts and flattens nested all", () => {
    const a: Where = { field: "status", is: "new" };
    const b: Where = { field: "amount", gte: "1000.00" };
    expect(both()).toBeNull();
    expect(both(null, undefined)).toBeNull();
    expect(both(a, null)).toEqual(a);
    expect(both({ all: [a] } as Where, b)).toEqual({ all: [a, b] });
  });

  it("keeps an any group whole", () => {
    const any: Where = { any: [{ field: "status", is: "new" }, { field: "status", is: "hot" }] };
    expect(both(any, { field: "amount", gte: "1.00" })).toEqual({ all: [any, { field: "amount", gte: "1.00" }] });
  });

  it("replaces and removes the condition of one field", () => {
    const first = withCondition(null, "status", { field: "status", in: ["new"] });
    const second = withCondition(first, "amount", { field: "amount", gte: "5.00" });
    expect(conditionsOf(second)).toHaveLength(2);
    expect(withCondition(second, "status", { field: "status", in: ["hot"] })).toEqual({
      all: [{ field: "status", in: ["hot"] }, { field: "amount", gte: "5.00" }],
    });
    expect(withCondition(first, "status", null)).toBeNull();
    expect(conditionFor(second, "amount")).toEqual({ field: "amount", gte: "5.00" });
  });

  it("says conditions as a person would", () => {
    expect(say(status, { field: "status", in: ["new", "hot"] })).toBe("状态：未处理、有意向");
    expect(say(due, { field: "next_follow_at", within: "next_n_days:14" })).toBe("下次跟进：两周内");
    expect(say(due, { field: "next_follow_at", lt: "last_n_days:14" })).toBe("下次跟进：14 天以前");
    expect(say(amount, { field: "amount", gte: "1000.00" })).toBe("预计金额：不少于 ¥1,000");
    expect(say(amount, { field: "amount", between: ["1000.00", "2000.00"] })).toBe("预计金额：¥1,000 – ¥2,000");
    expect(say({ key: "owner", label: "负责人", kind: "reference", to: "member" }, ownedBy("me"))).toBe("负责人：我");
    expect(say(due, { field: "next_follow_at", empty: true })).toBe("下次跟进：未填");
  });

  it("chooses a control by kind", () => {
    expect(filterControl(status)).toBe("options");
    expect(filterControl(due)).toBe("stretch");
    expect(filterControl(amount)).toBe("range");
    expect(filterControl({ key: "owner", label: "", kind: "reference", to: "member" })).toBe("people");
    expect(filterControl({ key: "a", label: "", kind: "reference", to: "account" })).toBe("filled");
  });

  it("takes an unreadable address as no filter", () => {
    expect(parseWhere("{broken")).toBeNull();
    expect(parseWhere('{"field":"status","is":"new"}')).toEqual({ field: "status", is: "new" });
    expect(parseWhere(undefined)).toBeNull();
  });
});
