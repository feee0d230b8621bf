/** The engines of this machine. */
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Every program of one of these names on the PATH, each once, without those that packages have brought. */
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
