import { expect, it } from "vitest";
import { routeFromPath } from "@/boot";

it("turns the server path of a chat link into a route, and lets a fragment win", () => {
  expect(routeFromPath("/m/o/lead/7", "?from=card", "")).toBe("#/o/lead/7?from=card");
  expect(routeFromPath("/m/", "", "")).toBe("#/");
  expect(routeFromPath("/m/", "", "#/o/lead")).toBe("#/o/lead");
});
