/** Package boundaries: manifests and sources compared with the table in `architecture/workspaces.ts`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { importCycles } from "./architecture/import-cycles.ts";
import { allows, forbiddenImports, forbiddenTestImports, importsOf, packageOf } from "./architecture/imports.ts";
import { root, sourceFilesOf } from "./architecture/source-files.ts";
import { architecture, buildTools } from "./architecture/workspaces.ts";

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const workspaces = Object.entries(architecture).filter(([folder]) => existsSync(`${root}${folder}/package.json`));

test("the top level holds packages, apps and tooling, and no other folder", () => {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => name !== "node_modules" && name !== "coverage"); // neither is committed
  expect(folders.toSorted()).toEqual(["apps", "packages", "tooling"]);
});

test("every package and app is in the table, under its own name", () => {
  const found = ["packages", "apps"]
    .flatMap((group) => readdirSync(root + group).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(`${root}${folder}/package.json`));
  const named = (nameOf: (folder: string) => string | undefined) =>
    Object.fromEntries(found.map((folder) => [folder, nameOf(folder)]));
  expect(named((folder) => architecture[folder]?.name)).toEqual(named((folder) => manifestOf(folder).name));
});

test("the table allows imports only from workspaces above", () => {
  const names = Object.values(architecture).map(({ name }) => name);
  const notAbove = Object.values(architecture).flatMap(({ name, imports, tests = [] }, i) =>
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

test.each(workspaces)("the manifest of %s lists nothing beyond its row in the table", (folder, workspace) => {
  const { dependencies, devDependencies, peerDependencies, optionalDependencies } = manifestOf(folder);
  const { imports, tests = [] } = workspace;
  const atRunTime = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  const packages = imports.map(packageOf);
  expect(atRunTime.filter((name) => !packages.includes(name))).toEqual([]);

  const forDevelopment = [...packages, ...tests.map(packageOf), ...buildTools];
  const others = Object.keys(devDependencies ?? {}).filter((name) => !name.startsWith("@types/"));
  expect(others.filter((name) => !forDevelopment.includes(name))).toEqual([]);
});

test.each(workspaces)("the sources of %s import nothing beyond its row in the table", (folder, workspace) => {
  expect(forbiddenImports(folder, workspace, sourceFilesOf(folder))).toEqual([]);
});

test.each(workspaces)("the tests of %s import nothing beyond its row in the table", (folder, workspace) => {
  expect(forbiddenTestImports(folder, workspace, sourceFilesOf(folder))).toEqual([]);
});

test.each([...workspaces.map(([folder]) => folder), "tooling"])("the files of %s have no import cycles", (folder) => {
  expect(importCycles(sourceFilesOf(folder))).toEqual([]);
});

test("every kind of import is found, and none in comments or text", () => {
  const source = `
    import type { A } from "a";
    import { b } from "b/entry";
    import "c";
    export { d } from "d";
    export * from "./e.ts";
    const f = () => import("f");
    type G = import("g").G;
    // import "h";
    const text = 'import "i"';
    export const view = <p>import "j"</p>;
  `;
  expect(importsOf({ path: "all.tsx", source })).toEqual(["a", "b/entry", "c", "d", "./e.ts", "f", "g"]);
});

test("an entry of a package is allowed only if the package or that entry is", () => {
  expect(allows("rxjs", "rxjs/operators")).toBe(true);
  expect(allows("@epochal/stream", "@epochal/stream/events")).toBe(true);
  expect(allows("@epochal/stream/events", "@epochal/stream/events")).toBe(true);
  expect(allows("@epochal/stream/events", "@epochal/stream")).toBe(false);
  expect(allows("ink", "ink-testing-library")).toBe(false);
});

test("node: modules are refused outside the folder that may import them", () => {
  const check = (folder: string, path: string) =>
    forbiddenImports(folder, architecture[folder]!, [{ path: `${folder}/${path}`, source: 'import "node:fs";' }]);
  expect(check("packages/core", "src/a.ts")).toEqual(["packages/core/src/a.ts imports node:fs"]);
  expect(check("packages/simd", "src/a.ts")).toEqual(["packages/simd/src/a.ts imports node:fs"]);
  expect(check("packages/simd", "src/node/a.ts")).toEqual([]);
  expect(check("packages/stream", "src/a.ts")).toEqual([]);
});

test("packages that the table does not list and files of other packages are refused", () => {
  const check = (path: string, source: string) => {
    const files = [{ path: `packages/data/${path}`, source }];
    return [forbiddenImports, forbiddenTestImports].flatMap((find) =>
      find("packages/data", architecture["packages/data"]!, files),
    );
  };
  expect(check("src/a.ts", 'import "@epochal/stream";')).toEqual(["packages/data/src/a.ts imports @epochal/stream"]);
  expect(check("src/a.ts", 'import "vitest";')).toEqual(["packages/data/src/a.ts imports vitest"]);
  expect(check("src/a.ts", 'import "../../core/src/b.ts";')).toHaveLength(1);
  expect(check("src/a.test.ts", 'import "vitest"; import "node:fs"; import "./a.ts";')).toEqual([]);
  expect(check("src/a.test.ts", 'import "ws";')).toEqual(["packages/data/src/a.test.ts imports ws"]);
  expect(check("test/a.ts", 'import "../../core/test/kernels-contract.ts";')).toEqual([]);
  expect(check("test/a.ts", 'import "../../stream/test/fake-clock.ts";')).toEqual([]);
  expect(check("test/a.ts", 'import "../../core/test/cars.ts";')).toHaveLength(1);
});

test("a cycle is found, through several files and by types alone", () => {
  const planted = (sources: Record<string, string>) =>
    importCycles(Object.entries(sources).map(([path, source]) => ({ path, source })));
  const chain = {
    "a.ts": 'import { b } from "./in/b.ts";',
    "in/b.ts": 'import type { C } from "../c.ts"; export const b = 1;',
    "c.ts": "export type C = 1;",
  };
  expect(planted(chain)).toEqual([]);
  expect(planted({ ...chain, "c.ts": 'export type { A } from "./a.ts";' })).toEqual([["a.ts", "c.ts", "in/b.ts"]]);
  expect(planted({ ...chain, "c.ts": 'export type C = import("./in/b.ts").B;' })).toEqual([["c.ts", "in/b.ts"]]);
  expect(planted({ ...chain, "c.ts": 'import "./c.ts";' })).toEqual([["c.ts"]]);
});

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8")) as Manifest;
}
