/** What keeps the tree readable: folders of few files, and names that mean one thing. */
import { posix } from "node:path";
import { parseSync } from "rolldown/utils";
import type { SourceFile } from "./source-files.ts";

/** `folder: N files`, for each folder with more source files side by side than its limit. Tests are not counted. */
export function crowdedFolders(files: readonly { path: string }[], limitOf: (folder: string) => number): string[] {
  const sources = files
    .map(({ path }) => path)
    .filter((path) => !/\.(test|test-d|bench)\.tsx?$|\/test\//.test(path))
    .filter((path) => !path.endsWith(".d.mts")); // beside the .mjs that it describes
  const folders = Map.groupBy(sources, (path) => posix.dirname(path));
  return [...folders]
    .filter(([folder, { length }]) => length > limitOf(folder))
    .map(([folder, { length }]) => `${folder}: ${length} files`);
}

/**
 * `name: packages`, for each name that several packages export.
 * @param entries the files that each package exports, by package; what they re-export from another package is not theirs.
 */
export function sharedNames(entries: Readonly<Record<string, readonly SourceFile[]>>): string[] {
  const owners = Object.entries(entries).flatMap(([owner, files]) =>
    [...new Set(files.flatMap(ownExports))].map((name) => ({ owner, name })),
  );
  return [...Map.groupBy(owners, ({ name }) => name)]
    .filter(([, { length }]) => length > 1)
    .map(([name, shared]) => `${name}: ${shared.map(({ owner }) => owner).join(", ")}`);
}

function ownExports({ path, source }: SourceFile): string[] {
  return parseSync(path, source).module.staticExports.flatMap(({ entries }) =>
    entries
      .filter(({ moduleRequest }) => moduleRequest?.value.startsWith(".") ?? true)
      .flatMap(({ exportName }) => exportName.name ?? []),
  );
}
