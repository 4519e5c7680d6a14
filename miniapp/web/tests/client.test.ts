import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { address, call } from "@/core/api/client";
import { asProblem, Problem, sentenceFor } from "@/core/api/problem";
import { signIn } from "./session";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(status === 204 ? null : JSON.stringify(body), { status, headers });

let asked: [string, RequestInit][] = [];

function serve(...answers: (Response | Error)[]): void {
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    asked.push([url, init]);
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  });
}

beforeEach(() => {
  asked = [];
  signIn();
});
afterEach(() => vi.unstubAllGlobals());

const headers = (): Headers => asked[0]?.[1].headers as Headers;

describe("a request", () => {
  it("leaves empty parameters out and encodes the rest", () => {
    expect(address("/objects/lead", { q: "惠筑", view: null, cursor: "", limit: 5 })).toBe("/api/objects/lead?q=%E6%83%A0%E7%AD%91&limit=5");
  });

  it("carries the CSRF token and an idempotency key when it writes", async () => {
    serve(answer(201, { id: 1 }));
    await call("POST", "/objects/lead", { body: { name: "林" }, key: "k1" });
    expect(headers().get("X-CSRF-Token")).toBe("secret");
    expect(headers().get("Idempotency-Key")).toBe("k1");
  });

  it("carries neither when it reads, and returns the ETag", async () => {
    serve(answer(200, { id: 1 }, { ETag: '"5"' }));
    expect(await call("GET", "/objects/lead/1")).toEqual({ data: { id: 1 }, etag: '"5"' });
    expect(headers().get("X-CSRF-Token")).toBeNull();
    expect(headers().get("Idempotency-Key")).toBeNull();
  });

  it("names the version it changes", async () => {
    serve(answer(200, {}));
    await call("PATCH", "/objects/lead/1", { body: {}, ifMatch: '"5"' });
    expect(headers().get("If-Match")).toBe('"5"');
  });
});

describe("a problem", () => {
  it("keeps the server's sentence, its fields and its number", async () => {
    serve(answer(422, { detail: "手机少 1 位", fields: { mobile: "手机少 1 位" } }, { "X-Request-Id": "7F3A" }));
    const problem = (await call("POST", "/objects/lead").catch((error: unknown) => error)) as Problem;
    expect(problem).toBeInstanceOf(Problem);
    expect([problem.message, problem.fields, problem.number, problem.status]).toEqual(["手机少 1 位", { mobile: "手机少 1 位" }, "7F3A", 422]);
  });

  it("has words of its own when the answer is not ours", async () => {
    serve(new Response("<html>", { status: 502 }));
    const problem = (await call("GET", "/me").catch((error: unknown) => error)) as Problem;
    expect(problem.message).toBe("服务器没有回应，你的数据没有丢");
  });

  it("knows when there was no network at all", async () => {
    serve(new TypeError("failed"));
    const problem = (await call("GET", "/me").catch((error: unknown) => error)) as Problem;
    expect(problem.offline).toBe(true);
    expect(problem.message).toBe(sentenceFor(0));
  });

  it("carries both versions of a stale write", async () => {
    serve(answer(412, { detail: "先改了", current: { id: 1, amount: "9.00" }, yours: { amount: "8.00" } }));
    const problem = (await call("PATCH", "/objects/lead/1").catch((error: unknown) => error)) as Problem;
    expect(problem.body.current).toEqual({ id: 1, amount: "9.00" });
    expect(problem.body.yours).toEqual({ amount: "8.00" });
  });

  it("never hides a bug behind a raw message", () => expect(asProblem(new Error("x is undefined")).message).toBe(sentenceFor(500)));
});
