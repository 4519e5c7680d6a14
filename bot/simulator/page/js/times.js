// Times as people say them (时间), in the company's zone wherever the browser is.

import { now } from "./company.js";

const SHANGHAI = 8 * 3600;
const DAY = 86400;

const two = (number) => String(number).padStart(2, "0");
const local = (seconds) => new Date((seconds + SHANGHAI) * 1000);

export function clockTime(seconds, withSeconds = false) {
  const date = local(seconds);
  const text = `${date.getUTCHours()}:${two(date.getUTCMinutes())}`;
  return withSeconds ? `${text}:${two(date.getUTCSeconds())}` : text;
}

/** 9:41 today, 昨天 9:41, 11-23 9:41 before. */
export function chatTime(seconds) {
  const day = (moment) => Math.floor((moment + SHANGHAI) / DAY);
  const days = day(now()) - day(seconds);
  if (days === 0) return clockTime(seconds);
  return days === 1 ? `昨天 ${clockTime(seconds)}` : dateTime(seconds);
}

export function dateTime(seconds) {
  const date = local(seconds);
  return `${date.getUTCMonth() + 1}-${two(date.getUTCDate())} ${clockTime(seconds)}`;
}
