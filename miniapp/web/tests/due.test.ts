import { describe, expect, it } from "vitest";
import { dueAt } from "@/core/due";
import type { Field, ObjectSchema } from "@/core/types";
import { dueOf } from "@/core/work";

const field = (key: string, kind: Field["kind"] = "datetime"): Field => ({ key, label: key, kind });
const schema = (date: string | null, ...fields: Field[]): ObjectSchema => ({
  key: "x", label: "x", fields: [field("owner", "reference"), ...fields], actions: [], views: [], title: "title", subtitle: [],
  tags: [], amount: null, date, listed: [], forms: { common: [], all: [] }, can: { create: true }, related: [],
});
const LEAD = schema("next_follow_at", field("next_follow_at"));
const TASK = schema("due_at", field("due_at"), field("state", "choice"));
const OPPORTUNITY = schema("expected_close_on", field("expected_close_on", "date"), field("next_follow_at"), field("state", "choice"));

describe("what is due", () => {
  it("is no longer, once what had a state is not open any more", () => {
    const at = "2026-11-24T17:00:00+08:00";
    expect(dueAt(LEAD, { id: 1, next_follow_at: at })).toBe(at);
    expect(dueAt(TASK, { id: 1, due_at: at, state: "open" })).toBe(at);
    expect(dueAt(TASK, { id: 1, due_at: at, state: "done" })).toBe("");
    expect(dueAt(TASK, { id: 1, due_at: null, state: "open" })).toBe("");
  });

  it("is asked for among one's own: tasks and opportunities that are open, opportunities by their next follow-up", () => {
    const lead = dueOf(LEAD);
    expect(lead?.by).toBe("next_follow_at");
    expect(JSON.stringify(lead?.overdue)).not.toContain("state");
    for (const [one, by] of [[TASK, "due_at"], [OPPORTUNITY, "next_follow_at"]] as const) {
      const due = dueOf(one);
      expect(due?.by).toBe(by);
      expect(due?.today).toMatchObject({ all: [{ field: "owner", in: ["me"] }, { field: "state", is: "open" }, { field: by, within: "today" }, { field: by }] });
    }
    expect(dueOf(schema(null))).toBeNull();
  });
});
