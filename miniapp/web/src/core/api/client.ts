// One way to the server: JSON in and out, CSRF token, idempotency key, ETag, problems as errors.

import { session } from "../session";
import { Problem, type ProblemBody } from "./problem";

type Query = Record<string, string | number | null | undefined>;

export interface Ask {
  query?: Query;
  body?: unknown;
  form?: FormData;
  ifMatch?: string;
  key?: string;
  signal?: AbortSignal;
}

export interface Answer<T> {
  data: T;
  etag: string;
}

export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value != null && value !== "");
  const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
  return text ? `/api${path}?${text}` : `/api${path}`;
}

function headersFor(method: string, ask: Ask): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (method !== "GET") headers.set("X-CSRF-Token", session().me.csrf_token);
  if (method === "POST") headers.set("Idempotency-Key", ask.key ?? newKey());
  if (ask.body !== undefined) headers.set("Content-Type", "application/json");
  if (ask.ifMatch) headers.set("If-Match", ask.ifMatch);
  return headers;
}

async function send(method: string, path: string, ask: Ask): Promise<Response> {
  try {
    return await fetch(address(path, ask.query), {
      method,
      headers: headersFor(method, ask),
      body: ask.form ?? (ask.body === undefined ? null : JSON.stringify(ask.body)),
      signal: ask.signal ?? null,
      credentials: "same-origin",
    });
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new Problem(0, {});
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  return new Problem(response.status, body, response.headers.get("X-Request-Id") ?? body.instance ?? "");
}

/** Sends the member to sign in and back to where they were; at most once a minute, so that it cannot loop. */
export function signInAgain(): void {
  const last = Number(sessionStorage.getItem("wecrm:sign-in") ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem("wecrm:sign-in", String(Date.now()));
  const here = `/m${location.hash.replace(/^#/, "") || "/"}`;
  location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

export async function call<T>(method: string, path: string, ask: Ask = {}): Promise<Answer<T>> {
  const response = await send(method, path, ask);
  if (response.status === 401) signInAgain();
  if (!response.ok) throw await problemOf(response);
  const data = (response.status === 204 ? null : await response.json()) as T;
  return { data, etag: response.headers.get("ETag") ?? "" };
}
