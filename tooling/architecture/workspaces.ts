/** The architecture as one table: which package may import what. The tests compare manifests and sources with it. */

/** A package or an app. */
export interface Workspace {
  readonly name: string;
  /** What its sources may import. A package includes its entries (`rxjs` also `rxjs/operators`); an entry is only itself. */
  readonly imports: readonly string[];
  /** What its tests may import in addition. */
  readonly tests?: readonly string[];
  /** Whether its sources may import `node:` modules, or the only folder that may. Default: none, so it runs in a browser. */
  readonly node?: true | string;
}

/** By folder, in the order in which data flows: a workspace may import only those above it. */
export const architecture: Readonly<Record<string, Workspace>> = {
  "packages/core": { name: "@epochal/core", imports: [], tests: ["onnxruntime-web"] }, // to run exported ONNX models
  "packages/simd": { name: "@epochal/simd", imports: ["@epochal/core"], node: "src/node" },
  "packages/data": {
    name: "@epochal/data",
    imports: ["@epochal/core", "csv-parse", "hyparquet"],
    tests: ["hyparquet-writer"],
  },
  "packages/stream": { name: "@epochal/stream", imports: ["@epochal/core", "@epochal/simd", "rxjs"], node: true },
  "packages/search": {
    name: "@epochal/search",
    imports: ["@epochal/core", "@epochal/stream", "rxjs"],
    tests: ["@epochal/data"], // to search over a real training
  },
  "packages/log": {
    name: "@epochal/log",
    imports: ["@epochal/stream/events", "@epochal/stream/thread"],
    tests: ["@epochal/core", "@epochal/stream", "rxjs"], // to log the events of a real training
    node: true,
  },
  "packages/log-nats": {
    name: "@epochal/log-nats",
    imports: [
      "@epochal/stream/events",
      "@epochal/log",
      "@nats-io/jetstream",
      "@nats-io/kv",
      "@nats-io/obj",
      "@nats-io/transport-node",
    ],
    node: true,
  },
  "packages/protocol": {
    name: "@epochal/protocol",
    imports: ["@epochal/core", "@epochal/stream/events", "@valibot/to-json-schema", "valibot"],
    tests: ["@epochal/stream", "rxjs"], // to encode the events of a real training
  },
  "packages/client": { name: "@epochal/client", imports: ["@epochal/protocol", "@epochal/stream/events", "rxjs"] },
  "packages/view": {
    name: "@epochal/view",
    imports: ["@epochal/core", "@epochal/stream/events", "rxjs"],
    tests: ["@epochal/stream"], // to show a real training
  },
  "packages/report": {
    name: "@epochal/report",
    imports: ["@epochal/core", "@epochal/data", "@epochal/view"],
  },
  "apps/server": {
    name: "@epochal/server",
    imports: [
      "@epochal/core",
      "@epochal/simd",
      "@epochal/data",
      "@epochal/stream",
      "@epochal/log",
      "@epochal/protocol",
      "prom-client",
      "rxjs",
      "ws",
    ],
    tests: ["@epochal/client", "@epochal/log-nats"],
    node: true,
  },
  "apps/dashboard": {
    name: "@epochal/dashboard",
    imports: ["@epochal/view", "@epochal/report", "ink", "react", "rxjs"],
    tests: ["@epochal/stream/events"],
    node: true,
  },
  "apps/web": {
    name: "@epochal/web",
    imports: [
      "@epochal/core",
      "@epochal/data",
      "@epochal/stream",
      "@epochal/client",
      "@epochal/view",
      "@epochal/report",
      "preact",
      "rxjs",
    ],
    tests: ["playwright-core"],
  },
  "apps/cli": {
    name: "epochal",
    imports: [
      "@epochal/core",
      "@epochal/simd",
      "@epochal/simd/wide",
      "@epochal/data",
      "@epochal/stream",
      "@epochal/search",
      "@epochal/log",
      "@epochal/log-nats",
      "@epochal/protocol",
      "@epochal/client",
      "@epochal/view",
      "@epochal/report",
      "@epochal/server",
      "@epochal/dashboard",
      "@epochal/web", // its build is copied beside the command's
      "commander",
      "pino",
      "rxjs",
    ],
    tests: ["@lydell/node-pty", "@xterm/headless", "axe-core", "playwright-core"],
    node: true,
  },
  "apps/docs": {
    name: "@epochal/docs",
    imports: ["marked", "minisearch"],
    node: true,
  },
  "apps/examples": {
    name: "@epochal/examples",
    imports: ["@epochal/core", "@epochal/data", "@epochal/stream", "@epochal/client", "@epochal/server", "rxjs"],
    node: true,
  },
};

/** What every test may import, and what may build a package. Neither is installed with it. */
export const testTools: readonly string[] = ["vitest", "fast-check"];
export const buildTools: readonly string[] = [
  "rolldown",
  "rolldown-license-plugin",
  "assemblyscript",
  "vite",
  "marked",
];
