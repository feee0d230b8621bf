import { defineConfig } from "vite";

/** Relative addresses, so that the page works at any path: behind a proxy, in a folder of a static site. */
export default defineConfig({
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: { target: "es2024", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
