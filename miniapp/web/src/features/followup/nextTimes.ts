// Likely times for the next step, in one tap.

import { addDays, sayDate, toIso, wallOf } from "@/core/format/dates";

export interface NextTime {
  label: string;
  value: string;
}

const MORNING = 10;

export function nextTimes(now: Date = new Date()): NextTime[] {
  const today = { ...wallOf(now), hour: MORNING, minute: 0 };
  const weekday = new Date(Date.UTC(today.year, today.month - 1, today.day)).getUTCDay();
  const toMonday = ((8 - weekday) % 7) || 7;
  const days = [...new Set([1, 3, toMonday, 14])].sort((a, b) => a - b);
  return days.map((count) => {
    const value = toIso(addDays(today, count));
    return { value, label: sayDate(value, now) };
  });
}
