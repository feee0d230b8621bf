/** The tree as a table of contents: few files in a folder, records that list all their files, one meaning for each name. */
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { expect, test } from "vitest";
import { importsOf } from "./architecture/imports.ts";
import { isProduction, root, sourceFilesOf } from "./architecture/source-files.ts";
import { crowdedFolders, sharedNames } from "./architecture/tree.ts";
import { architecture } from "./architecture/workspaces.ts";

const workspaces = Object.keys(architecture).filter((folder) => existsSync(`${root}${folder}/package.json`));

/** Folders with one file for each entry of a record: they may be longer and are still easy to read. */
const records = ["packages/core/src/activations", "apps/dashboard/src/panels"];

test("no folder holds more than 15 source files, a folder of a record's entries no more than 20", () => {
  const files = [...workspaces, "tooling"].flatMap(sourceFilesOf);
  expect(crowdedFolders(files, (folder) => (records.includes(folder) ? 20 : 15))).toEqual([]);
});

test("source files beside each other are counted, tests and declarations of scripts are not", () => {
  const files = ["a.ts", "b.tsx", "b.test.ts", "c.mjs", "c.d.mts", "in/a.ts", "test/d.ts"].map((name) => ({
    path: `x/src/${name}`,
  }));
  expect(crowdedFolders(files, () => 3)).toEqual([]);
  expect(crowdedFolders(files, () => 2)).toEqual(["x/src: 3 files"]);
});

test("no two packages export the same name", () => {
  const entries = Object.fromEntries(workspaces.map((folder) => [folder, entriesOf(folder)]));
  expect(sharedNames(entries)).toEqual([]);
});

test("a name that two packages declare is found, but not one that is re-exported", () => {
  const file = (source: string) => [{ path: "index.ts", source }];
  const b = 'export { two } from "./two.ts"; export type { One } from "a";';
  expect(sharedNames({ a: file('export type { One } from "./one.ts";'), b: file(b) })).toEqual([]);
  expect(sharedNames({ a: file("export const one = 1, two = 2;"), b: file(b) })).toEqual(["two: a, b"]);
});

const coreFiles = sourceFilesOf("packages/core").filter(isProduction);
const coreRecords = coreFiles
  .filter(({ path }) => /^packages\/core\/src\/[^/]+\/index\.ts$/.test(path))
  // A catalogue of functions, some of which are built from others in the folder.
  .filter(({ path }) => !path.includes("/math/"));

test("core has a folder for each of its records", () => {
  expect(coreRecords.map(({ path }) => posix.basename(posix.dirname(path)))).toEqual(
    expect.arrayContaining(["activations", "initializers", "losses", "metrics", "optimizers", "stopping"]),
  );
});

test.each(coreRecords)("$path lists every file of its folder", (index) => {
  const folder = posix.dirname(index.path);
  const files = coreFiles.map(({ path }) => path).filter((path) => posix.dirname(path) === folder);
  const listed = importsOf(index).map((specifier) => posix.join(folder, specifier));
  expect(files.filter((path) => path !== index.path && !listed.includes(path))).toEqual([]);
});

/** The files that a package's manifest names as its entries. */
function entriesOf(folder: string) {
  const { exports = {} } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8")) as {
    exports?: Record<string, string>;
  };
  return Object.values(exports).map((entry) => {
    const path = posix.join(folder, entry);
    return { path, source: readFileSync(root + path, "utf8") };
  });
}
