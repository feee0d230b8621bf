/** Installs the peers from npm by their lockfile, into a folder outside the repository's own install. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder for everything that benchmarks download and write; never committed. */
export const cacheFolder = fileURLToPath(new URL("../../node_modules/.cache/bench", import.meta.url));

/**
 * @param source the folder with their package.json and lockfile.
 * @param name of the target folder.
 * @returns the path of the target folder.
 * @throws Error when npm fails.
 */
export function installPeers(source: string = join(import.meta.dirname, "peers"), name: string = "peers"): string {
  const target = join(cacheFolder, name);
  const lock = "package-lock.json";
  const done = join(target, "node_modules", ".installed-lock.json");
  if (existsSync(done) && readFileSync(done).equals(readFileSync(join(source, lock)))) return target;
  mkdirSync(target, { recursive: true });
  for (const name of ["package.json", lock]) copyFileSync(join(source, name), join(target, name));
  // Without --prefix npm would install into the repository, since the folder is inside its node_modules.
  const args = ["ci", "--prefix", target, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync("npm", args, { cwd: target, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`installPeers: expected npm to install ${target}, got exit code ${status}`);
  copyFileSync(join(target, lock), done);
  return target;
}
