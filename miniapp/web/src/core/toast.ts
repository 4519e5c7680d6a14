// One dark bar at a time says what was done, and can take it back (提示条).

import { reactive } from "vue";

export interface Toast {
  id: number;
  text: string;
  tone: "done" | "error";
  action?: { label: string; run: () => void };
}

export const toasts = reactive({ current: null as Toast | null });

let last = 0;

export function say(text: string, action?: Toast["action"]): void {
  toasts.current = { id: ++last, text, tone: "done", ...(action ? { action } : {}) };
}

export function complain(text: string, action?: Toast["action"]): void {
  toasts.current = { id: ++last, text, tone: "error", ...(action ? { action } : {}) };
}

export function hush(id: number): void {
  if (toasts.current?.id === id) toasts.current = null;
}
