// Follow-ups written without a network wait here and leave in order, each exactly once (待发送).

import { reactive } from "vue";
import { newKey } from "../api/client";
import { Problem } from "../api/problem";
import { createRecord } from "../api/records";
import { storageKey } from "../session";

export interface Waiting {
  key: string;
  object: string;
  body: Record<string, unknown>;
  label: string;
  at: number;
  refused?: string;
}

export const outbox = reactive({ items: [] as Waiting[], sending: false });

const place = (): string => storageKey("outbox");

function keep(): void {
  localStorage.setItem(place(), JSON.stringify(outbox.items));
}

export function openOutbox(): void {
  try {
    outbox.items = JSON.parse(localStorage.getItem(place()) ?? "[]") as Waiting[];
  } catch {
    outbox.items = [];
  }
}

export function enqueue(object: string, body: Record<string, unknown>, label: string, key = newKey()): Waiting {
  const item = { key, object, body, label, at: Date.now() };
  outbox.items.push(item);
  keep();
  return item;
}

export function discard(key: string): void {
  outbox.items = outbox.items.filter((item) => item.key !== key);
  keep();
}

/** Sends what waits; stops at the first sign of no network. A refusal stays visible with its reason. */
export async function flush(): Promise<string[]> {
  if (outbox.sending) return [];
  outbox.sending = true;
  const sent: string[] = [];
  try {
    for (const item of [...outbox.items].filter((waiting) => !waiting.refused)) {
      if (!(await deliver(item))) break;
      if (!item.refused) sent.push(item.object);
    }
  } finally {
    outbox.sending = false;
  }
  return sent;
}

async function deliver(item: Waiting): Promise<boolean> {
  try {
    await createRecord(item.object, item.body, item.key);
    discard(item.key);
    return true;
  } catch (error) {
    if (!(error instanceof Problem) || error.offline || error.status >= 500 || error.status === 401) return false;
    item.refused = error.message;
    keep();
    return true;
  }
}
