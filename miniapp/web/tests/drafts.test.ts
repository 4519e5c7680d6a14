import { beforeEach, expect, it, vi } from "vitest";
import { dropDraft, loadDraft, saveDraft } from "@/core/drafts";
import { signIn } from "./session";

beforeEach(() => {
  localStorage.clear();
  signIn();
});

it("a draft comes back until it is dropped", () => {
  saveDraft("lead:new", { company: "惠筑" });
  expect(loadDraft("lead:new")).toEqual({ company: "惠筑" });
  dropDraft("lead:new");
  expect(loadDraft("lead:new")).toBeNull();
});

it("drafts of another member on the same machine stay out of sight", () => {
  saveDraft("lead:new", { company: "惠筑" });
  signIn(2);
  expect(loadDraft("lead:new")).toBeNull();
});

it("a draft older than a month is forgotten", () => {
  vi.useFakeTimers({ now: Date.parse("2026-10-01") });
  saveDraft("lead:new", { company: "惠筑" });
  vi.setSystemTime(Date.parse("2026-11-20"));
  expect(loadDraft("lead:new")).toBeNull();
  vi.useRealTimers();
});

it("a broken draft does not break the form", () => {
  saveDraft("lead:new", { company: "惠筑" });
  localStorage.setItem(Object.keys(localStorage)[0] ?? "", "{");
  expect(loadDraft("lead:new")).toBeNull();
});
