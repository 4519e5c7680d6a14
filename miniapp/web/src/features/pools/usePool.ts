// One pool group as its page edits it: settings and seats, saved together (公海分组设置).

import { useQuery } from "@tanstack/vue-query";
import { computed, reactive, ref, watch } from "vue";
import { newKey } from "@/core/api/client";
import { asProblem } from "@/core/api/problem";
import { changePool, createPool, deletePool, fetchPool, setSeats, type PoolGroup, type PoolSeat } from "@/core/api/pools";
import { queryClient, refresh } from "@/core/query";
import type { Ref } from "@/core/types";
import { t } from "@/core/words";

type Draft = Pick<PoolGroup, "name" | "mode" | "details" | "movable" | "everyone" | "capacity" | "daily_limit" | "active">;

const FRESH: Draft = { name: "", mode: "work", details: false, movable: false, everyone: false, capacity: 0, daily_limit: 0, active: true };

export const seatKey = (seat: PoolSeat): string => (seat.member ? `m${seat.member.id}` : `d${seat.department?.id ?? 0}`);

/** Everybody chosen has one seat; those already seated keep their right. */
export function reseated(seats: PoolSeat[], people: Ref[]): PoolSeat[] {
  const known = new Map(seats.filter((seat) => seat.member).map((seat) => [seat.member?.id, seat]));
  const rest = seats.filter((seat) => !seat.member);
  return [...people.map((one) => known.get(one.id) ?? { member: one, department: null, admin: false }), ...rest];
}

export function usePool(id: number | null, of: string) {
  const draft = reactive<Draft>({ ...FRESH });
  const seats = ref<PoolSeat[]>([]);
  const errors = ref<Record<string, string>>({});
  const refusal = ref("");
  const busy = ref(false);
  let key = newKey();

  const query = useQuery({
    queryKey: ["pools", "one", id],
    queryFn: () => fetchPool(id ?? 0),
    enabled: id !== null,
    staleTime: 0,
  });
  const group = computed(() => query.data.value);
  watch(group, (found) => {
    if (!found) return;
    for (const name of Object.keys(FRESH) as (keyof Draft)[]) Object.assign(draft, { [name]: found[name] });
    seats.value = [...(found.members ?? [])];
  }, { immediate: true });

  async function trying<T>(run: () => Promise<T>): Promise<T | null> {
    busy.value = true;
    refusal.value = "";
    errors.value = {};
    try {
      return await run();
    } catch (error) {
      const problem = asProblem(error);
      errors.value = problem.fields;
      refusal.value = Object.values(problem.fields)[0] ?? problem.message;
      return null;
    } finally {
      busy.value = false;
    }
  }

  /** The id of the saved group, or null with `refusal` filled. */
  async function save(): Promise<number | null> {
    if (!draft.name.trim()) {
      errors.value = { name: t("给分组起个名字") };
      return null;
    }
    return trying(async () => {
      const body = { ...draft, name: draft.name.trim(), capacity: Number(draft.capacity) || 0, daily_limit: Number(draft.daily_limit) || 0 };
      const saved = id === null ? await createPool({ ...body, pool_of: of }, key) : await changePool(id, body);
      key = newKey();
      await setSeats(saved.id, seats.value);
      refresh("pools");
      await queryClient.invalidateQueries({ queryKey: ["schema", of] });
      return saved.id;
    });
  }

  const remove = async (): Promise<boolean> =>
    (await trying(async () => {
      await deletePool(id ?? 0);
      refresh("pools");
      return true;
    })) ?? false;

  return { query, group, draft, seats, errors, refusal, busy, save, remove };
}
