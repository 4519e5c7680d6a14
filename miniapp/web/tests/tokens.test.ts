import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const css = readFileSync(`${import.meta.dirname}/../src/styles/tokens.css`, "utf8");

function block(start: string): Record<string, string> {
  const from = css.indexOf("{", css.indexOf(start)) + 1;
  const text = css.slice(css.indexOf(start) + start.length, css.indexOf("}", from));
  return Object.fromEntries([...text.matchAll(/(--[\w-]+):([^;]+);/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

it("both ways into the dark hold the same values", () => {
  expect(block('[data-theme="dark"]{')).toEqual(block(':root:not([data-theme="light"]){'));
});

it("every colour of the light has a dark one", () => {
  const dark = block('[data-theme="dark"]{');
  const colours = Object.entries(block(":root{")).filter(([, value]) => value.startsWith("#"));
  expect(colours.filter(([name]) => !(name in dark)).map(([name]) => name)).toEqual([]);
});
