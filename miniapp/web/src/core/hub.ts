// Which object the second tab shows: the one used last (最近用的对象).

import { ref } from "vue";
import { session, storageKey } from "./session";

const MAIN = ["lead", "account", "contact"];
const FURTHER = ["product", "competitor", "partner"];

export const lastObject = ref("");

export function openHub(): void {
  const known = hubObjects();
  const saved = localStorage.getItem(storageKey("object")) ?? "";
  lastObject.value = known.includes(saved) ? saved : (known[0] ?? "lead");
}

export function hubObjects(): string[] {
  const known = new Set(session().schema.objects.map((object) => object.key));
  return MAIN.filter((key) => known.has(key));
}

/** Objects that have an entry of their own in the menus, but no tab. */
export function furtherObjects(): string[] {
  return session().schema.objects.map((object) => object.key).filter((key) => FURTHER.includes(key));
}

export function useObject(key: string): void {
  if (!hubObjects().includes(key)) return;
  lastObject.value = key;
  localStorage.setItem(storageKey("object"), key);
}
