import { defaultClientConditions, defineConfig } from "vite";
import { float64Only } from "./scripts/float64-only.ts";
import { lessons } from "./scripts/lessons.ts";
import { noPreload } from "./scripts/no-preload.ts";
import { rowsInMemory } from "./scripts/rows-in-memory.ts";
import { sharedScripts } from "./scripts/shared-scripts.ts";
import { sharedWorker } from "./scripts/shared-worker.ts";
import { sourcesInUse } from "./scripts/sources-in-use.ts";

/** Relative addresses, so that the page works at any path: behind a proxy, in a folder of a static site. */
export default defineConfig({
  base: "./",
  plugins: [sharedWorker(), float64Only(), rowsInMemory(), lessons(), noPreload(), sourcesInUse()],
  // RxJS has a build with classes, which is smaller.
  resolve: { conditions: ["es2015", ...defaultClientConditions] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // The manifest says which script loads which: a test adds up their sizes.
  build: {
    target: "es2024",
    assetsInlineLimit: 0,
    modulePreload: false,
    manifest: true,
    license: { fileName: "THIRD-PARTY-LICENSES.txt" },
    rolldownOptions: { output: { codeSplitting: { groups: sharedScripts } } },
  },
});
