import { describe, expect, it } from "vitest";
import type { Field, ObjectSchema } from "@/core/types";
import { columnsOf, fitting, settingOf } from "@/features/table/columns";

const KEYS = ["name", "city", "phone", "next", "updated"];
const schema: ObjectSchema = {
  key: "lead", label: "线索", title: "name", subtitle: [], tags: [], amount: null, date: "next", listed: KEYS, actions: [], views: [],
  fields: KEYS.map((key): Field => ({ key, label: key, kind: "text" })),
  forms: { common: [], all: [] }, can: { create: true }, related: [],
  list: { columns: KEYS.map((key) => ({ key })), default_view: "" },
};
const all = columnsOf(schema, KEYS.map((key) => ({ key, width: 100 })));
const keys = (room: number): string[] => fitting(schema, all, room).map(({ field }) => field.key);

describe("the columns of a definition", () => {
  it("are all shown where there is room, or as long as nobody knows", () => {
    expect(keys(500)).toEqual(KEYS);
    expect(keys(0)).toEqual(KEYS);
  });

  it("fall away from the end in a narrow frame, but never the title and the next date", () => {
    expect(keys(420)).toEqual(["name", "city", "phone", "next"]);
    expect(keys(390)).toEqual(["name", "city", "next"]);
    expect(keys(50)).toEqual(["name", "next"]);
  });

  it("give way to what a member or a view chose", () => {
    expect(settingOf(schema, undefined)).toEqual([]);
    const mine = [{ key: "phone", width: 90 }, { key: "name" }];
    expect(settingOf({ ...schema, list: { columns: mine, default_view: "" } }, undefined)).toEqual(mine);
  });
});
