// What the server put into the page: who is signed in, which objects exist, and the CSRF token.

import type { Boot, Me, ObjectRef } from "./types";

let current: Boot | null = null;

export function openSession(boot: Boot): void {
  current = boot;
}

export function session(): Boot {
  if (!current) throw new Error("the session is not open yet");
  return current;
}

export const me = (): Me => session().me;

export function objectLabel(key: string): string {
  return session().schema.objects.find((object) => object.key === key)?.label ?? key;
}

export function knownObject(key: string): ObjectRef | undefined {
  return session().schema.objects.find((object) => object.key === key);
}

/** Keeps browser storage of different people on one machine apart. */
export function storageKey(name: string): string {
  return `wecrm:${current?.me.id ?? 0}:${name}`;
}
