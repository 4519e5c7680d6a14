// Lucide icons as build-time text: `import phone from "lucide:phone"` gives the inside of a 24×24 svg.
import { createRequire } from "node:module";
import type { Plugin } from "vite";

interface IconSet {
  icons: Record<string, { body: string }>;
  aliases?: Record<string, { parent: string }>;
}

const prefix = "lucide:";
const paint = /\s(?:fill="none"|stroke="currentColor"|stroke-linecap="round"|stroke-linejoin="round"|stroke-width="2")/g;
const group = /^<g>(.*)<\/g>$/s;

function bodyOf(set: IconSet, name: string): string {
  const icon = set.icons[set.aliases?.[name]?.parent ?? name];
  if (!icon) throw new Error(`no Lucide icon named ${name}`);
  return icon.body.replace(paint, "").replace(group, "$1");
}

export function lucide(): Plugin {
  let set: IconSet | undefined;
  return {
    name: "lucide",
    enforce: "pre",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      set ??= createRequire(import.meta.url)("@iconify-json/lucide/icons.json") as IconSet;
      return `export default ${JSON.stringify(bodyOf(set, id.slice(prefix.length + 1)))}`;
    },
  };
}
