// Which object the second tab shows: the one used last (最近用的对象).

import { ref } from "vue";
import { session, storageKey } from "./session";

const MAIN = ["lead", "account", "opportunity", "contact"];
const FURTHER = ["task", "product", "competitor", "market_note", "partner"];
const PLANNED = [...MAIN, "task"];

export const lastObject = ref("");

export function openHub(): void {
  const known = hubObjects();
  const saved = localStorage.getItem(storageKey("object")) ?? "";
  lastObject.value = known.includes(saved) ? saved : (known[0] ?? "lead");
}

function knownAmong(keys: string[]): string[] {
  const known = new Set(session().schema.objects.map((object) => object.key));
  return keys.filter((key) => known.has(key));
}

export const hubObjects = (): string[] => knownAmong(MAIN);

/** Objects whose records wait for a day. */
export const plannedObjects = (): string[] => knownAmong(PLANNED);

/** Objects that have an entry of their own in the menus, but no tab. */
export const furtherObjects = (): string[] => knownAmong(FURTHER);

export function useObject(key: string): void {
  if (!hubObjects().includes(key)) return;
  lastObject.value = key;
  localStorage.setItem(storageKey("object"), key);
}
