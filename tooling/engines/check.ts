/**
 * Checks that engines train to the same bits: Node 22, 24 and 26, installed from npm, every Node and Chromium on the PATH, and those
 * whose paths are given. Prints a line for each; exits with 0 only if all have the hashes that the tests expect.
 *
 * `npm run check:engines`, `npm run check:engines -- /path/to/node /path/to/chromium`
 */
import { installNodes } from "./install-nodes.ts";
import { findOnPath, runInChromium, runInNode, trainingsScript, type EngineResult } from "./run-engine.ts";
import golden from "./golden.json" with { type: "json" };

const VERSIONS = ["22", "24", "26"];

const given = process.argv.slice(2);
const isChromium = (path: string) => /chrom/i.test(path);
const nodes = [...installNodes(VERSIONS), ...findOnPath("node"), ...given.filter((path) => !isChromium(path))];
const browsers = [...findOnPath("chromium", "google-chrome"), ...given.filter(isChromium)];
const script = await trainingsScript();
let mismatches = 0;

for (const path of nodes) report(path, await runInNode(path, script));
for (const path of browsers) report(path, await runInChromium(path, script));
if (browsers.length === 0) console.log("no Chromium on the PATH: not checked");
console.log(
  mismatches === 0 ? "the same bits everywhere" : `${mismatches} engines with bits that the tests do not expect`,
);
process.exitCode = mismatches === 0 ? 0 : 1;

function report(path: string, { version, hashes }: EngineResult): void {
  const others = Object.entries(golden).filter(([name, hash]) => hashes[name] !== hash);
  const verdict = others.map(([name, hash]) => `${name}: expected ${hash}, got ${hashes[name]}`).join("; ");
  console.log(`${version}: ${verdict || `the same bits in ${Object.keys(golden).length} trainings`} (${path})`);
  if (verdict) mismatches += 1;
}
