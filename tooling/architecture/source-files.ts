/** The TypeScript files of the repository. */
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root: string = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly source: string;
}

/** All files of a folder and of the folders in it, tests included. */
export function sourceFilesOf(folder: string): SourceFile[] {
  const exclude = (name: string) => name === "node_modules" || name === "dist";
  return globSync("**/*.{ts,tsx,mts,mjs}", { cwd: root + folder, exclude })
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .toSorted()
    .map((path) => ({ path, source: readFileSync(root + path, "utf8") }));
}

/** Whether a file is part of its package, rather than a test, a benchmark or a build script. */
export function isProduction({ path }: SourceFile): boolean {
  const inside = path.split("/").slice(2).join("/");
  return !/\.(test|test-d|bench|config)\.tsx?$/.test(path) && !/^(test|bench|scripts)\//.test(inside);
}
