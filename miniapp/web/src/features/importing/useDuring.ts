// One request at a time with what may be said against it (一次请求).

import { ref } from "vue";
import { asProblem } from "@/core/api/problem";

/** The sentence about the form, else the one about the request. */
export const sentenceOf = (error: unknown): string => {
  const problem = asProblem(error);
  return Object.values(problem.fields)[0] ?? problem.message;
};

/** `during` resolves to what the deed gives, or to null when it was refused; then `refusal` says why. */
export function useDuring() {
  const busy = ref(false);
  const refusal = ref("");

  async function during<T>(deed: () => Promise<T>): Promise<T | null> {
    busy.value = true;
    refusal.value = "";
    try {
      return await deed();
    } catch (error) {
      refusal.value = sentenceOf(error);
      return null;
    } finally {
      busy.value = false;
    }
  }

  return { busy, refusal, during };
}
