// Dates in company time and in the words of the product: 今天 10:00, 周四 09:30, 11-30 09:00, 逾期 1 天.

import { t } from "../words";

export interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const NEAR_DAYS = 5;

let clock = formatter("Asia/Shanghai");

function formatter(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23",
    year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  });
}

export function setCompanyZone(zone: string): void {
  clock = formatter(zone);
}

/** What the wall clock in the company shows at this moment. */
export function wallOf(moment: Date): Wall {
  const wall: Wall = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
  for (const part of clock.formatToParts(moment)) {
    if (part.type in wall) wall[part.type as keyof Wall] = Number(part.value);
  }
  return wall;
}

const two = (value: number): string => String(value).padStart(2, "0");
const asUtc = (wall: Wall): number => Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
export const dayNumber = (wall: Wall): number => Math.floor(asUtc({ ...wall, hour: 0, minute: 0 }) / DAY);
export const isoDate = (wall: Wall): string => `${wall.year}-${two(wall.month)}-${two(wall.day)}`;
export const clockTime = (wall: Wall): string => `${two(wall.hour)}:${two(wall.minute)}`;
export const weekday = (wall: Wall): string => t(WEEKDAYS[new Date(asUtc(wall)).getUTCDay()] ?? "");
export const isDateOnly = (value: string): boolean => value.length === 10;

export function addDays(wall: Wall, days: number): Wall {
  const moved = new Date(asUtc(wall) + days * DAY);
  return { ...wall, year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** `yyyy-mm-dd` or RFC 3339 to the company's wall clock. */
export function wallFrom(value: string): Wall {
  if (!isDateOnly(value)) return wallOf(new Date(value));
  const [year = 0, month = 1, day = 1] = value.split("-").map(Number);
  return { year, month, day, hour: 0, minute: 0 };
}

/** The company's wall clock to RFC 3339 with its offset at that moment. */
export function toIso(wall: Wall): string {
  const guess = asUtc(wall);
  const offset = asUtc(wallOf(new Date(guess))) - guess;
  const exact = asUtc(wallOf(new Date(guess - offset))) - (guess - offset);
  const minutes = Math.abs(exact) / 60_000;
  const zone = `${exact < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${isoDate(wall)}T${clockTime(wall)}:00${zone}`;
}

function sayDay(wall: Wall, today: Wall): string {
  const distance = dayNumber(wall) - dayNumber(today);
  if (distance === 0) return t("今天");
  if (distance === -1) return t("昨天");
  if (distance === 1) return t("明天");
  if (distance > 1 && distance <= NEAR_DAYS) return weekday(wall);
  const short = `${two(wall.month)}-${two(wall.day)}`;
  return wall.year === today.year ? short : `${wall.year}-${short}`;
}

/** 今天 10:00; dates of another year without the time. */
export function sayDate(value: string, now: Date = new Date()): string {
  const wall = wallFrom(value);
  const today = wallOf(now);
  const day = sayDay(wall, today);
  return isDateOnly(value) || wall.year !== today.year ? day : `${day} ${clockTime(wall)}`;
}

/** Everything, for the title of a shortened date. */
export function sayFully(value: string): string {
  const wall = wallFrom(value);
  return isDateOnly(value) ? isoDate(wall) : `${isoDate(wall)} ${clockTime(wall)} ${weekday(wall)}`;
}

/** 逾期 3 天, 逾期 3 小时, or null while there is time. */
export function sayOverdue(value: string, now: Date = new Date()): string | null {
  if (isDateOnly(value)) {
    const days = dayNumber(wallOf(now)) - dayNumber(wallFrom(value));
    return days > 0 ? t("逾期 {n} 天", { n: days }) : null;
  }
  const late = now.getTime() - new Date(value).getTime();
  if (late <= 0) return null;
  if (late >= DAY) return t("逾期 {n} 天", { n: Math.floor(late / DAY) });
  if (late >= HOUR) return t("逾期 {n} 小时", { n: Math.floor(late / HOUR) });
  return t("逾期 {n} 分钟", { n: Math.max(1, Math.floor(late / 60_000)) });
}

export interface DateGroup {
  key: string;
  label: string;
}

/** Which stretch of time a due date falls into, for the headers of a list sorted by date. */
export function groupOf(value: unknown, now: Date = new Date()): DateGroup {
  if (typeof value !== "string" || !value) return { key: "none", label: t("未安排") };
  if (sayOverdue(value, now)) return { key: "overdue", label: t("逾期") };
  const today = wallOf(now);
  const distance = dayNumber(wallFrom(value)) - dayNumber(today);
  const toSunday = (7 - new Date(asUtc(today)).getUTCDay()) % 7;
  if (distance === 0) return { key: "today", label: t("今天") };
  if (distance === 1) return { key: "tomorrow", label: t("明天") };
  if (distance <= toSunday) return { key: "week", label: t("本周") };
  if (distance <= toSunday + 7) return { key: "next", label: t("下周") };
  return { key: "later", label: t("以后") };
}

/** 11月24日 周二 */
export function sayToday(now: Date = new Date()): string {
  const wall = wallOf(now);
  return `${t("{m}月{d}日", { m: wall.month, d: wall.day })} ${weekday(wall)}`;
}
