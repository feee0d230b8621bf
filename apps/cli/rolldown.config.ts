import { defineConfig } from "rolldown";

/** What rxjs has for Node is one module that nothing can be left out of; this of it is for everybody who bundles. */
const rxjs = new URL("dist/esm/", import.meta.resolve("rxjs/package.json")).pathname;

// One bundle with everything inside; the workers are entries of their own, since a thread starts from a file.
export default defineConfig({
  input: {
    main: "src/main.ts",
    worker: "../../packages/stream/src/worker.ts",
    thread: "../../packages/simd/src/node/thread.ts",
    "log-worker": "../../packages/log/src/log-worker.ts",
    "table-worker": "src/tables/table-worker.ts",
  },
  platform: "node",
  resolve: { alias: { "rxjs/operators": `${rxjs}operators/index.js`, rxjs: `${rxjs}index.js` } },
  // React's development build would cost twice the time to the first frame.
  transform: { define: { "process.env.NODE_ENV": '"production"' } },
  // Ink loads the first only for its own developers; `ws` can use the others and does without.
  external: ["react-devtools-core", "bufferutil", "utf-8-validate"],
  // What every training needs comes in one file: each costs a look for it.
  output: {
    dir: "dist",
    format: "esm",
    minify: true,
    cleanDir: true,
    codeSplitting: {
      groups: [{ name: "training", test: /packages\/(core|simd|stream)\/src\/(?!worker|node)|node_modules\/rxjs/ }],
    },
  },
});
