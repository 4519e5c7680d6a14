// A photo on its way to a record: read, check, warn of duplicates, save; two cards in a photo make two (扫名片).

import { computed, onUnmounted, ref, shallowRef } from "vue";
import { fetchScan, photoAddress, readCard, saveCard } from "@/core/api/cards";
import { newKey } from "@/core/api/client";
import { fetchPools, type PoolGroup } from "@/core/api/pools";
import { asProblem, Problem } from "@/core/api/problem";
import { refresh } from "@/core/query";
import type { Duplicate, Saved, Scan } from "@/core/types";
import { shrinkPhoto } from "@/core/upload/shrink";
import { confirmedFrom, fieldsFrom, needsLook, rowsOf, type CardRow } from "./card";

export type Stage = "start" | "reading" | "review" | "nothing" | "failed";

const LONGEST_WAIT = 8000;

/** The pixels of the photo, for a reading that does not say them. */
async function sizeOf(address: string): Promise<{ width: number; height: number }> {
  const image = new Image();
  image.src = address;
  await image.decode().catch(() => undefined);
  return { width: image.naturalWidth || 1, height: image.naturalHeight || 1 };
}

interface Card {
  rows: CardRow[];
  duplicates: Duplicate[];
  saved: Saved | null;
  keys: Record<string, string>;
}

export function useScan() {
  const stage = ref<Stage>("start");
  const problem = shallowRef<Problem | null>(null);
  const scan = shallowRef<Scan | null>(null);
  const cards = ref<Card[]>([]);
  const at = ref(0);
  const photo = ref("");
  const busy = ref<"" | "lead" | "account">("");
  const groups = shallowRef<PoolGroup[]>([]);
  const group = ref<number | null>(null);
  let file: File | null = null;
  let local = "";

  const card = computed(() => cards.value[at.value]);
  const doubts = computed(() => card.value?.rows.filter(needsLook).length ?? 0);
  const hard = computed(() => card.value?.duplicates.find((one) => one.hard));

  async function show(answer: Scan): Promise<void> {
    if (answer.state === "failed") throw new Problem(422, { detail: answer.error });
    scan.value = answer.width ? answer : { ...answer, ...(await sizeOf(photo.value)) };
    cards.value = answer.cards.map((one) => ({ rows: rowsOf(one), duplicates: one.duplicates, saved: one.saved ?? null, keys: { lead: newKey(), account: newKey() } }));
    at.value = Math.max(0, cards.value.findIndex((one) => !one.saved));
    stage.value = answer.cards.length ? "review" : "nothing";
  }

  async function attempt(work: () => Promise<Scan>): Promise<void> {
    stage.value = "reading";
    problem.value = null;
    try {
      await show(await work());
    } catch (error) {
      problem.value = asProblem(error);
      stage.value = problem.value.status === 422 ? "nothing" : "failed";
    }
  }

  async function read(picked: File): Promise<void> {
    file = picked;
    if (local) URL.revokeObjectURL(local);
    photo.value = local = URL.createObjectURL(picked);
    await attempt(async () => readCard(await shrinkPhoto(picked), picked.name || "card.jpg"));
  }

  const again = async (): Promise<void> => {
    if (file) await read(file);
    else stage.value = "start";
  };

  async function open(id: string): Promise<void> {
    photo.value = photoAddress(id);
    await attempt(async () => {
      let answer = await fetchScan(id);
      for (let wait = 500; answer.state === "reading" && wait < LONGEST_WAIT; wait *= 1.5) {
        await new Promise((resolve) => setTimeout(resolve, wait));
        answer = await fetchScan(id);
      }
      return answer;
    });
  }

  /** The saved record, or null with `problem` set; a duplicate found by the server joins the list. */
  async function save(as: "lead" | "account"): Promise<Saved | null> {
    const one = card.value;
    if (!one || !scan.value || busy.value) return null;
    busy.value = as;
    problem.value = null;
    try {
      const fields = { ...fieldsFrom(one.rows), ...(group.value === null ? {} : { pool_group: group.value }) };
      const body = { card: at.value, as, fields, confirmed: confirmedFrom(one.rows) };
      one.saved = await saveCard(scan.value.id, body, one.keys[as] ?? newKey());
      refresh("lead", "account", "contact");
      return one.saved;
    } catch (error) {
      problem.value = asProblem(error);
      one.keys[as] = newKey();
      if (problem.value.body.duplicates) one.duplicates = problem.value.body.duplicates;
      if (problem.value.fields.pool_group) await askGroup(as);
      return null;
    } finally {
      busy.value = "";
    }
  }

  /** Leads and customers have groups of their own: one that was chosen for the other does not count. */
  async function askGroup(as: "lead" | "account"): Promise<void> {
    group.value = null;
    groups.value = (await fetchPools(as).catch(() => ({ groups: [] }))).groups.filter((one) => one.active);
  }

  /** The next card that is not saved yet becomes the current one. */
  function nextCard(): boolean {
    const index = cards.value.findIndex((one) => !one.saved);
    if (index < 0) return false;
    at.value = index;
    return true;
  }

  onUnmounted(() => {
    if (local) URL.revokeObjectURL(local);
  });

  return { stage, problem, scan, cards, card, at, photo, busy, doubts, hard, groups, group, read, again, open, save, nextCard };
}
