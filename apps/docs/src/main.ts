/** Writes the site to `dist`: `npm run docs:site`. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSite } from "./build-site.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const out = fileURLToPath(new URL("../dist", import.meta.url));
const assets = fileURLToPath(new URL("../assets", import.meta.url));
const at = (path: string) => join(root, path);

const site = new Map(
  buildSite({
    exists: (path) => existsSync(at(path)),
    readText: (path) => readFileSync(at(path), "utf8"),
    list: (folder) =>
      readdirSync(at(folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(at(folder), join(parentPath, name)).replaceAll("\\", "/")),
    readBytes: (path) => readFileSync(at(path)),
    commandReference: execFileSync(process.execPath, [at("apps/cli/src/main.ts"), "manual", "--markdown"], {
      encoding: "utf8",
    }),
  }),
);
for (const name of ["style.css", "search.js", "find.js", "icon.svg"])
  site.set(`assets/${name}`, readFileSync(join(assets, name)));
site.set("assets/minisearch.js", readFileSync(fileURLToPath(import.meta.resolve("minisearch"))));

rmSync(out, { recursive: true, force: true });
for (const [name, content] of site) {
  const path = join(out, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
process.stdout.write(`${site.size} files written to apps/docs/dist\n`);
