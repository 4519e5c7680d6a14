import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { discard, enqueue, flush, openOutbox, outbox } from "@/core/offline/outbox";
import { signIn } from "./session";

let keys: (string | null)[] = [];

function server(...statuses: number[]): void {
  vi.stubGlobal("fetch", async (_url: string, init: RequestInit) => {
    keys.push((init.headers as Headers).get("Idempotency-Key"));
    const status = statuses.shift() ?? 201;
    if (status === 0) throw new TypeError("no network");
    return new Response(JSON.stringify({ id: 1, detail: "不行" }), { status });
  });
}

beforeEach(() => {
  localStorage.clear();
  keys = [];
  signIn();
  openOutbox();
});
afterEach(() => vi.unstubAllGlobals());

it("waits without a network and goes out once with the same key", async () => {
  const item = enqueue("activity", { content: "电话" }, "跟进");
  server(0, 201);
  await flush();
  expect(outbox.items).toHaveLength(1);
  expect(await flush()).toEqual(["activity"]);
  expect(outbox.items).toHaveLength(0);
  expect(keys).toEqual([item.key, item.key]);
});

it("survives a reload", () => {
  enqueue("activity", { content: "电话" }, "跟进");
  outbox.items = [];
  openOutbox();
  expect(outbox.items).toHaveLength(1);
});

it("keeps order: nothing overtakes what could not be sent", async () => {
  enqueue("activity", { content: "一" }, "一");
  enqueue("activity", { content: "二" }, "二");
  server(503);
  await flush();
  expect(keys).toHaveLength(1);
  expect(outbox.items).toHaveLength(2);
});

it("shows a refusal with its reason and lets the rest pass", async () => {
  const refused = enqueue("activity", { content: "一" }, "一");
  enqueue("activity", { content: "二" }, "二");
  server(404, 201);
  await flush();
  expect(outbox.items.map((item) => item.refused)).toEqual(["不行"]);
  discard(refused.key);
  expect(outbox.items).toHaveLength(0);
});
