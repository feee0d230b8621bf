import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Installs versions of Node, such as `22` or `22.18.0`, from the npm packages for this platform; returns the paths of their executables. */
export function installNodes(versions: readonly string[]): string[] {
  const folder = fileURLToPath(new URL("../../node_modules/.cache/engines/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}`;
  const packages = versions.map((version) => `node-${version}@npm:${name}@${version}`);
  const options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  execFileSync("npm", ["install", "--prefix", folder, ...options, ...packages], { stdio: ["ignore", 2, 2] });
  return versions.map((version) => `${folder}node_modules/node-${version}/bin/node`);
}
