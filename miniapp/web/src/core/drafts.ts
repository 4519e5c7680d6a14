// Unsaved forms survive leaving, reloading and a dead battery (草稿).

import { storageKey } from "./session";

const MONTH = 30 * 24 * 3600 * 1000;

interface Draft {
  at: number;
  values: Record<string, unknown>;
}

const nameOf = (name: string): string => storageKey(`draft:${name}`);

export function saveDraft(name: string, values: Record<string, unknown>): void {
  try {
    localStorage.setItem(nameOf(name), JSON.stringify({ at: Date.now(), values } satisfies Draft));
  } catch {
    // A full or forbidden storage costs the draft, not the form.
  }
}

export function loadDraft(name: string): Record<string, unknown> | null {
  try {
    const draft = JSON.parse(localStorage.getItem(nameOf(name)) ?? "null") as Draft | null;
    if (!draft || Date.now() - draft.at > MONTH) return null;
    return draft.values;
  } catch {
    return null;
  }
}

export function dropDraft(name: string): void {
  localStorage.removeItem(nameOf(name));
}
