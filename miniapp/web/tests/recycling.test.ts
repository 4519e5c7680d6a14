import { describe, expect, it } from "vitest";
import type { RecycleCondition, RecycleDraft, Trial } from "@/core/api/pools";
import type { ObjectSchema } from "@/core/types";
import { fresh, sayWhereOf, wrongIn as wrongInAssignment } from "@/features/pools/assigning";
import { wanted } from "@/features/pools/claim";
import { bucketOf, countsOf, sayRule, sparedOf, wrongIn } from "@/features/pools/recycling";
import { reseated } from "@/features/pools/usePool";
import { freshValue, moved } from "@/features/settings/options";
import { fitting } from "@/features/team/useDeed";
import { dialogFor, inMenus, labelOf } from "@/features/team/dialogs";

const schema = {
  key: "lead", label: "线索", title: "name", subtitle: [], tags: [], amount: null, date: null, listed: [], actions: [], views: [], related: [],
  can: { create: true }, forms: { common: ["name", "company"], all: ["name", "company"] },
  fields: [
    { key: "name", label: "姓名", kind: "text", required: true },
    { key: "company", label: "公司", kind: "text" },
    { key: "status", label: "状态", kind: "choice", options: [{ value: "contacted", label: "已联系" }] },
    { key: "returns", label: "退回次数", kind: "number" },
  ],
} as unknown as ObjectSchema;

const rule = (...conditions: RecycleCondition[]): RecycleDraft => ({ name: "规则", conditions, warn_days: [7], active: false });
const NOW = new Date("2026-11-24T10:00:00+08:00");
const losing = (falls_on: string | null) => ({ record: { id: 1, label: "甲" }, object: "lead", owner: null, falls_on, why: [], rule: "规则" });

describe("a recycle rule", () => {
  it("reads as one sentence", () => {
    const said = sayRule(rule({ kind: "idle", days: 30 }, { kind: "not_reached", field: "status", values: ["contacted"], days: 60 }, { kind: "returns", at_least: 2 }), schema);
    expect(said).toBe("没有跟进满 30 天，60 天内状态没走到已联系，退回过 2 次以上");
  });

  it("is not tried without conditions, without days or without values", () => {
    expect(wrongIn(rule())).toBe("加一个条件");
    expect(wrongIn(rule({ kind: "idle", days: 0 }))).toBe("天数至少填 1");
    expect(wrongIn(rule({ kind: "not_reached", field: "status", values: [], days: 9 }))).toBe("选好没走到哪些值");
    expect(wrongIn(rule({ kind: "idle", days: 30 }))).toBe("");
  });
});

describe("a trial run", () => {
  it("tells what falls at once from what is due within seven days and later", () => {
    expect(["2026-11-20", "2026-11-24", "2026-11-25", "2026-12-01", "2026-12-02"].map((day) => bucketOf(losing(day), NOW))).toEqual(["now", "now", "soon", "soon", "later"]);
  });

  it("counts all that falls, listed or not, and those that are spared for any reason", () => {
    const trial: Trial = { looked_at: 9, total: 3, losing: [losing("2026-11-24")], by_day: [{ on: "2026-11-20", count: 400 }, { on: "2026-11-24", count: 1 }, { on: "2026-11-27", count: 2 }], spared: [{ reason: "正在转换", count: 6 }, { reason: "管理员保护", count: 3 }], by_owner: [] };
    expect(countsOf(trial, NOW)).toEqual({ now: 401, soon: 2, later: 0 });
    expect(sparedOf(trial)).toBe(9);
  });
});

describe("an assignment rule", () => {
  it("begins with the number of returns and needs a name and somebody", () => {
    expect(sayWhereOf(fresh(1), schema)).toBe("退回次数：不少于 0");
    expect(wrongInAssignment(fresh(1))).toBe("给规则起个名字");
    expect(wrongInAssignment({ ...fresh(1), name: "江浙" })).toBe("选好分给谁");
    expect(wrongInAssignment({ ...fresh(1), name: "江浙", departments: [2] })).toBe("");
  });

  it("without conditions takes every record", () => {
    expect(sayWhereOf({ where: null }, schema)).toBe("每一条线索");
  });
});

describe("a claim that asks for more", () => {
  const claim = { key: "claim", label: "领取", input: ["contact_name", "contact_mobile", "content", "next_at"].map((key) => ({ key, label: key, kind: "text" as const })) };

  it("asks for the follow-up and the plan together", () => {
    expect(wanted(schema, claim, ["content"]).own.map((field) => field.key)).toEqual(["content", "next_at"]);
  });

  it("asks for the form of a lead without demanding what may be there already", () => {
    expect(wanted(schema, claim, ["values"]).form.map((field) => [field.key, field.required])).toEqual([["name", false], ["company", false]]);
  });
});

describe("actions of teams and pools", () => {
  it("send only what they ask for, without empty boxes", () => {
    const action = { key: "release", label: "退回公海", input: ["reason", "to"].map((key) => ({ key, label: key, kind: "text" as const })) };
    expect(fitting(action, { reason: "", to: 5, group: 3 })).toEqual({ to: 5 });
  });

  it("have dialogs of their own, and those on a seat are not in menus", () => {
    expect(dialogFor("transfer")).toBeDefined();
    expect(dialogFor("thaw")).toBeUndefined();
    expect(inMenus({ key: "remove_from_team", label: "移除" })).toBe(false);
    expect(inMenus({ key: "share", label: "共享" })).toBe(true);
  });

  it("call giving back one's own record giving it up", () => {
    const release = { key: "release", label: "退回公海" };
    expect(labelOf(release, { id: 1, owner: { id: 7, label: "我" } }, 7)).toBe("放弃");
    expect(labelOf(release, { id: 1, owner: { id: 8, label: "他" } }, 7)).toBe("退回公海");
  });
});

describe("seats and options", () => {
  it("keep the right of those who stay, and departments stay", () => {
    const seats = [{ member: { id: 1, label: "甲" }, department: null, admin: true }, { member: null, department: { id: 2, label: "华东" }, admin: false }];
    expect(reseated(seats, [{ id: 3, label: "丙" }, { id: 1, label: "甲" }]).map((seat) => [seat.member?.id ?? seat.department?.label, seat.admin])).toEqual([[3, false], [1, true], ["华东", false]]);
  });

  it("move by one and stop at the ends", () => {
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b"], 1, 1)).toEqual(["a", "b"]);
  });

  it("a new option never takes a stored value that exists", () => {
    expect(freshValue([{ value: "o2", label: "甲" }])).toBe("o3");
  });
});
