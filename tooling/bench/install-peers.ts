/** Fetches the peers from npm, as their lockfile says, into a folder that the repository's own install knows nothing of. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";

/**
 * @param source the folder of their package.json and its lockfile.
 * @param name of the folder they come into, which is returned.
 * @throws Error when npm fails.
 */
export function installPeers(source: string = join(import.meta.dirname, "peers"), name: string = "peers"): string {
  const target = join(cacheFolder, name);
  const lock = "package-lock.json";
  const done = join(target, "node_modules", ".installed-lock.json");
  if (existsSync(done) && readFileSync(done).equals(readFileSync(join(source, lock)))) return target;
  mkdirSync(target, { recursive: true });
  for (const name of ["package.json", lock]) copyFileSync(join(source, name), join(target, name));
  // The folder is named, else npm would take it for a part of the repository, in whose node_modules it lies.
  const args = ["ci", "--prefix", target, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", args, { cwd: target, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`installPeers: expected npm to install ${target}, got exit code ${status}`);
  copyFileSync(join(target, lock), done);
  return target;
}
