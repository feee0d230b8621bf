/** Packs everything that can be published into a folder, for `npm install` in other projects: `npm run pack -- FOLDER`. */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { packPackages } from "./pack-packages.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("pack: name the folder for the archives, such as: npm run pack -- /tmp/packed");
  process.exitCode = 2;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, archive] of packPackages(resolve(folder))) console.log(`${name}: ${archive}`);
}
