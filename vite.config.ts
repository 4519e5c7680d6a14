// Builds the phone and desktop pages; `python -m miniapp.webbuild` runs it and says where the output goes.
import { fileURLToPath } from "node:url";
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { lucide } from "./vite.lucide.config.ts";

const root = fileURLToPath(new URL("./miniapp/web", import.meta.url));

export default defineConfig({
  root,
  base: "/m/static/",
  publicDir: false,
  plugins: [lucide(), vue()],
  resolve: { alias: { "@": `${root}/src` } },
  define: { __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false" },
  build: {
    outDir: fileURLToPath(new URL("./miniapp/static/.next", import.meta.url)),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome87", "safari14"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: `${root}/src/boot.ts` },
  },
  clearScreen: false,
});
