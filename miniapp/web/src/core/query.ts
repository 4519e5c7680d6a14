// The one cache of server data; every key starts with the object it belongs to.

import { QueryClient } from "@tanstack/vue-query";
import { Problem } from "./api/problem";

const worthRetrying = (count: number, error: unknown): boolean =>
  count < 1 && error instanceof Problem && error.status >= 500;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 15_000, gcTime: 30 * 60_000, retry: worthRetrying, networkMode: "always" },
    mutations: { networkMode: "always" },
  },
});

/** After a write: everything shown of these objects is asked for again. */
export function refresh(...objects: string[]): void {
  for (const object of objects) void queryClient.invalidateQueries({ queryKey: [object] });
  void queryClient.invalidateQueries({ queryKey: ["count"] });
}
