import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { architecture } from "../architecture/workspaces.ts";
import { root } from "../engines/run-tests.ts";

interface Manifest {
  readonly private?: boolean;
}

/** Packs everything that can be published into a folder. Returns the paths of the archives by package, such as `@epochal/core`. */
export function packPackages(folder: string): ReadonlyMap<string, string> {
  const pnpm = ["--yes", "pnpm@12.21.0", "--recursive", "--filter=!./tooling", "pack", "--pack-destination", folder];
  const { status, stderr, stdout } = spawnSync("npx", pnpm, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`pnpm pack: ${stdout}${stderr}`);
  const archives = readdirSync(folder);
  const packed = new Map<string, string>();
  for (const [path, { name }] of Object.entries(architecture)) {
    const { private: isPrivate = false } = JSON.parse(readFileSync(`${root}${path}/package.json`, "utf8")) as Manifest;
    if (isPrivate) continue;
    const archive = archives.find((file) => file.startsWith(`${name.replace("@", "").replace("/", "-")}-0.`));
    if (archive !== undefined) packed.set(name, `${folder}/${archive}`);
  }
  return packed;
}
