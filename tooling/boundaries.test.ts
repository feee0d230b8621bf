/** The house of packages and apps: who may lean on whom. One table, and the manifests and sources held against it. */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "rolldown/utils";
import { expect, test } from "vitest";

interface Room {
  readonly name: string;
  /** What its sources may import. A package includes its entries (`rxjs` also `rxjs/operators`); an entry is only itself. */
  readonly imports: readonly string[];
  /** What only its tests may import besides. */
  readonly tests?: readonly string[];
  /** Whether its sources may import `node:` modules, or which folder of them; the others run in a browser too. */
  readonly node?: true | string;
}

/** In the order in which data flows: a room may import only rooms above it. */
const house: Readonly<Record<string, Room>> = {
  "packages/core": { name: "@epochal/core", imports: [], tests: ["onnxruntime-web"] }, // to run what leaves as ONNX
  "packages/simd": { name: "@epochal/simd", imports: ["@epochal/core"], node: "src/node" },
  "packages/data": { name: "@epochal/data", imports: ["@epochal/core", "csv-parse"] },
  "packages/stream": { name: "@epochal/stream", imports: ["@epochal/core", "@epochal/simd", "rxjs"], node: true },
  "packages/log": {
    name: "@epochal/log",
    imports: ["@epochal/stream/events"],
    tests: ["@epochal/core", "@epochal/stream", "rxjs"], // to log what a real training says
    node: true,
  },
  "packages/protocol": {
    name: "@epochal/protocol",
    imports: ["@epochal/core", "@epochal/stream/events", "zod"],
    tests: ["@epochal/stream", "rxjs"], // to encode what a real training says
  },
  "packages/client": { name: "@epochal/client", imports: ["@epochal/protocol", "@epochal/stream/events", "rxjs"] },
  "apps/server": {
    name: "@epochal/server",
    imports: ["@epochal/core", "@epochal/stream", "@epochal/log", "@epochal/protocol", "prom-client", "rxjs", "ws"],
    tests: ["@epochal/data", "@epochal/client"],
    node: true,
  },
  "apps/dashboard": {
    name: "@epochal/dashboard",
    imports: ["@epochal/core", "@epochal/stream", "ink", "react", "rxjs"],
    tests: ["ink-testing-library"],
    node: true,
  },
  "apps/cli": {
    name: "epochal",
    imports: [
      "@epochal/core",
      "@epochal/data",
      "@epochal/stream",
      "@epochal/log",
      "@epochal/protocol",
      "@epochal/client",
      "@epochal/server",
      "@epochal/dashboard",
      "commander",
      "pino",
      "rxjs",
    ],
    tests: ["@lydell/node-pty", "@xterm/headless"],
    node: true,
  },
  "apps/examples": {
    name: "@epochal/examples",
    imports: ["@epochal/core", "@epochal/data", "@epochal/stream", "@epochal/client", "@epochal/server", "rxjs"],
    node: true,
  },
};

/** What every test may import, and what a package may need to be built; neither reaches anyone who installs it. */
const testTools = ["vitest", "fast-check"];
const buildTools = ["rolldown", "assemblyscript"];

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms = Object.entries(house).filter(([folder]) => existsSync(join(root, folder, "package.json")));

test("the top level holds packages, apps and tooling, and no other folder", () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => name !== "node_modules" && name !== "coverage"); // neither is committed
  expect(folders.toSorted()).toEqual(["apps", "packages", "tooling"]);
});

test("every package and app has its place in the table, under its own name", () => {
  const found = ["packages", "apps"]
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(root, folder, "package.json")));
  const named = (nameOf: (folder: string) => string | undefined) =>
    Object.fromEntries(found.map((folder) => [folder, nameOf(folder)]));
  expect(named((folder) => house[folder]?.name)).toEqual(named((folder) => manifestOf(folder).name));
});

test("imports point only to rooms above", () => {
  const names = Object.values(house).map(({ name }) => name);
  const notAbove = Object.values(house).flatMap(({ name, imports, tests = [] }, i) =>
    [...imports, ...tests]
      .filter((entry) => names.indexOf(packageOf(entry)) >= i)
      .map((entry) => `${name} imports ${entry}`),
  );
  expect(notAbove).toEqual([]);
});

test("core depends on nothing at run time", () => {
  const { dependencies, peerDependencies, optionalDependencies } = manifestOf("packages/core");
  expect({ ...dependencies, ...peerDependencies, ...optionalDependencies }).toEqual({});
});

test.each(rooms)("the manifest of %s names nothing beyond its line in the table", (folder, { imports, tests = [] }) => {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifestOf(folder);
  const atRunTime = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  const packages = imports.map(packageOf);
  expect(atRunTime.filter((name) => !packages.includes(name))).toEqual([]);

  const forDevelopment = [...packages, ...tests.map(packageOf), ...buildTools];
  const others = Object.keys(devDependencies ?? {}).filter((name) => !name.startsWith("@types/"));
  expect(others.filter((name) => !forDevelopment.includes(name))).toEqual([]);
});

test.each(rooms)("the sources of %s import nothing beyond its line in the table", (folder, { imports, node }) => {
  const wrong = filesOf(folder)
    .filter((file) => isSource(folder, file))
    .flatMap((file) => specifiersIn(file).map((specifier) => ({ file, specifier })))
    .filter(({ file, specifier }) => {
      if (specifier.startsWith(".")) return leaves(folder, file, specifier);
      if (specifier.startsWith("node:"))
        return node !== true && !(node && file.startsWith(join(root, folder, node, sep)));
      return !imports.some((entry) => allows(entry, specifier));
    });
  expect(wrong.map(show)).toEqual([]);
});

/** A contract, which every implementation of an interface is tested by, lies with the interface. */
const contract = /^\.\.\/\.\.\/[a-z]+\/test\/[a-z-]+-contract\.ts$/;

test.each(rooms)("the tests of %s import no more than it and they may", (folder, { name, imports, tests = [] }) => {
  const allowed = [name, ...imports, ...tests, ...testTools, ...buildTools];
  const wrong = filesOf(folder)
    .filter((file) => !isSource(folder, file))
    .flatMap((file) => specifiersIn(file).map((specifier) => ({ file, specifier })))
    .filter(({ file, specifier }) => {
      if (specifier.startsWith(".")) return leaves(folder, file, specifier) && !contract.test(specifier);
      return !/^(node|data):/.test(specifier) && !allowed.some((entry) => allows(entry, specifier));
    });
  expect(wrong.map(show)).toEqual([]);
});

const records = readdirSync(join(root, "packages/core/src"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(`${sep}index.ts`))
  .map(dirname)
  // A catalogue of functions, made with others that stand beside them.
  .filter((folder) => folder !== "math");

test("core's records are where people look for them", () => {
  expect(records).toEqual(
    expect.arrayContaining(["activations", "initializers", "losses", "metrics", "optimizers", "stopping"]),
  );
});

test.each(records)("every file in core's %s is listed in its index.ts", (record) => {
  const folder = join(root, "packages/core/src", record);
  const files = readdirSync(folder).filter((file) => /^(?!index\.).*(?<!\.test)(?<!\.test-d)\.ts$/.test(file));
  const listed = specifiersIn(join(folder, "index.ts"));
  expect(files.filter((file) => !listed.includes(`./${file}`))).toEqual([]);
});

test("every way to import is seen, and no comment or text is taken for one", () => {
  const source = `
    import type { A } from "a";
    import { b } from "b/entry";
    import "c";
    export { d } from "d";
    export * from "./e.ts";
    const f = () => import("f");
    // import "g";
    const text = 'import "h"';
    export const view = <p>import "i"</p>;
  `;
  expect(specifiersOf("all.tsx", source)).toEqual(["a", "b/entry", "c", "d", "./e.ts", "f"]);
});

test("an entry of a package is allowed only where the package or that entry is", () => {
  expect(allows("rxjs", "rxjs/operators")).toBe(true);
  expect(allows("@epochal/stream", "@epochal/stream/events")).toBe(true);
  expect(allows("@epochal/stream/events", "@epochal/stream/events")).toBe(true);
  expect(allows("@epochal/stream/events", "@epochal/stream")).toBe(false);
  expect(allows("ink", "ink-testing-library")).toBe(false);
});

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
}

/** `@epochal/stream` of `@epochal/stream/events`, `rxjs` of `rxjs/operators`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function allows(entry: string, specifier: string): boolean {
  return specifier === entry || specifier.startsWith(`${entry}/`);
}

/** Every TypeScript file of a package, its tests too. */
function filesOf(folder: string): string[] {
  const cwd = join(root, folder);
  const exclude = (name: string) => name === "node_modules" || name === "dist";
  return globSync("**/*.{ts,tsx}", { cwd, exclude }).map((path) => join(cwd, path));
}

/** Whether a file is part of what others import, rather than a test, a benchmark or a build configuration. */
function isSource(folder: string, file: string): boolean {
  const path = relative(join(root, folder), file);
  return !/\.(test|test-d|bench|config)\.tsx?$/.test(path) && !/^(test|bench|scripts)[\\/]/.test(path);
}

function leaves(folder: string, file: string, specifier: string): boolean {
  return relative(join(root, folder), resolve(dirname(file), specifier)).startsWith("..");
}

function show({ file, specifier }: { file: string; specifier: string }): string {
  return `${relative(root, file)} imports ${specifier}`;
}

function specifiersIn(file: string): string[] {
  return specifiersOf(file, readFileSync(file, "utf8"));
}

/** What a source imports, exports from and imports on demand, as a parser sees it. */
function specifiersOf(name: string, source: string): string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(name, source).module;
  return [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) => entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])),
    ...dynamicImports.map(({ moduleRequest }) => source.slice(moduleRequest.start + 1, moduleRequest.end - 1)),
  ];
}
