/** Finds executables on the PATH. */
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** All executables with one of the names on the PATH, each once, without those in node_modules. */
export function findOnPath(...names: string[]): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(isProgram);
  return [...new Set(files.map((file) => realpathSync(file)))];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
