// Unit tests of the pages: the same plugins and aliases as the build, in happy-dom.
import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vite.config.ts";

export default mergeConfig(
  base,
  defineConfig({ test: { environment: "happy-dom", include: ["tests/**/*.test.ts"], watch: false } }),
);
