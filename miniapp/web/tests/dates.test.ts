import { describe, expect, it } from "vitest";
import { addDays, groupOf, sayDate, sayFully, sayOverdue, sayToday, toIso, wallFrom, wallOf } from "@/core/format/dates";

const now = new Date("2026-11-24T09:41:00+08:00");

describe("dates in words", () => {
  it.each([
    ["2026-11-24T10:00:00+08:00", "今天 10:00"],
    ["2026-11-23T15:10:00+08:00", "昨天 15:10"],
    ["2026-11-25T09:00:00+08:00", "明天 09:00"],
    ["2026-11-26T09:30:00+08:00", "周四 09:30"],
    ["2026-11-30T09:00:00+08:00", "11-30 09:00"],
    ["2026-11-18T09:00:00+08:00", "11-18 09:00"],
    ["2025-12-03T09:00:00+08:00", "2025-12-03"],
    ["2026-11-24", "今天"],
    ["2026-11-26", "周四"],
  ])("says %s as %s", (value, words) => expect(sayDate(value, now)).toBe(words));

  it("counts a late date in days, below one day in hours, below one hour in minutes", () => {
    expect(sayOverdue("2026-11-23T09:00:00+08:00", now)).toBe("逾期 1 天");
    expect(sayOverdue("2026-11-24T06:30:00+08:00", now)).toBe("逾期 3 小时");
    expect(sayOverdue("2026-11-24T09:30:00+08:00", now)).toBe("逾期 11 分钟");
    expect(sayOverdue("2026-11-24T10:00:00+08:00", now)).toBeNull();
    expect(sayOverdue("2026-11-24", now)).toBeNull();
    expect(sayOverdue("2026-11-21", now)).toBe("逾期 3 天");
  });

  it("shows company time wherever the browser is", () => {
    expect(wallOf(new Date("2026-11-24T20:00:00Z"))).toMatchObject({ day: 25, hour: 4 });
    expect(sayFully("2026-11-24T10:00:00+08:00")).toBe("2026-11-24 10:00 周二");
    expect(sayToday(now)).toBe("11月24日 周二");
  });

  it("writes a wall clock back with the company's offset", () => {
    expect(toIso({ year: 2026, month: 12, day: 1, hour: 9, minute: 5 })).toBe("2026-12-01T09:05:00+08:00");
    expect(toIso(addDays(wallFrom("2026-12-31"), 1))).toBe("2027-01-01T00:00:00+08:00");
  });

  it("groups due dates by overdue, today, this week, next week, later", () => {
    const keys = ["2026-11-20", "2026-11-24T10:00:00+08:00", "2026-11-25", "2026-11-29", "2026-11-30", "2026-12-20", null];
    expect(keys.map((value) => groupOf(value, now).key)).toEqual(["overdue", "today", "tomorrow", "week", "next", "later", "none"]);
  });
});
