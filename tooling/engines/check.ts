/**
 * Do all engines train to the same bits? Asks Node 22, 24 and 26, which npm brings, every Node and Chromium on the PATH,
 * and those whose paths are given; prints a line for each, and ends with 0 only where all say what the tests expect.
 *
 * `npm run check:engines`, `npm run check:engines -- /path/to/node /path/to/chromium`
 */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { askChromium, askNode, trainingsScript, type Answer } from "./ask.ts";
import { findOnPath } from "./find.ts";
import golden from "./golden.json" with { type: "json" };

const VERSIONS = [22, 24, 26];

/** Node's programs, of the packages that hold one for this platform each. */
function bringNodes(): string[] {
  const folder = fileURLToPath(new URL("../../node_modules/.cache/engines/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const name = `node-${process.platform}-${process.arch}`;
  const packages = VERSIONS.map((version) => `node${version}@npm:${name}@${version}`);
  const options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  execFileSync("npm", ["install", "--prefix", folder, ...options, ...packages], { stdio: ["ignore", 2, 2] });
  return VERSIONS.map((version) => `${folder}node_modules/node${version}/bin/node`);
}

const given = process.argv.slice(2);
const isChromium = (path: string) => /chrom/i.test(path);
const nodes = [...bringNodes(), ...findOnPath("node"), ...given.filter((path) => !isChromium(path))];
const browsers = [...findOnPath("chromium", "google-chrome"), ...given.filter(isChromium)];
const script = await trainingsScript();
let wrong = 0;

for (const path of nodes) report(path, await askNode(path, script));
for (const path of browsers) report(path, await askChromium(path, script));
if (browsers.length === 0) console.log("no Chromium on the PATH: none was asked");
console.log(wrong === 0 ? "the same bits everywhere" : `${wrong} with other bits than the tests expect`);
process.exitCode = wrong === 0 ? 0 : 1;

function report(path: string, { version, hashes }: Answer): void {
  const others = Object.entries(golden).filter(([name, hash]) => hashes[name] !== hash);
  const verdict = others.map(([name, hash]) => `${name}: expected ${hash}, got ${hashes[name]}`).join("; ");
  console.log(`${version}: ${verdict || `the same bits in ${Object.keys(golden).length} trainings`} (${path})`);
  if (verdict) wrong += 1;
}
