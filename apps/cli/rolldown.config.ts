import { defineConfig } from "rolldown";

// One bundle with everything inside; the workers are entries of their own, since a thread starts from a file.
export default defineConfig({
  input: {
    main: "src/main.ts",
    worker: "../../packages/stream/src/worker.ts",
    thread: "../../packages/simd/src/node/thread.ts",
    "log-worker": "../../packages/log/src/log-worker.ts",
  },
  platform: "node",
  // React's development build would cost twice the time to the first frame.
  transform: { define: { "process.env.NODE_ENV": '"production"' } },
  // Ink loads the first only for its own developers; `ws` can use the others and does without.
  external: ["react-devtools-core", "bufferutil", "utf-8-validate"],
  output: { dir: "dist", format: "esm", minify: true, cleanDir: true },
});
