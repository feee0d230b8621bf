/**
 * `npm run frames`: draws the dashboard's frames of recorded runs as texts and pictures, and holds them against what they should look
 * like. Ends with 0 only where they are equal. `npm run frames -- --write` takes them for right: look at the pictures first.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawAll } from "./draw-all.ts";
import { compareWithGolden, keepGolden } from "./golden.ts";

const frames = drawAll();
const folder = join(tmpdir(), "epochal-frames");
mkdirSync(folder, { recursive: true });
for (const { name, text, picture } of frames) {
  writeFileSync(join(folder, `${name}.txt`), text);
  writeFileSync(join(folder, `${name}.svg`), picture);
}
if (process.argv.includes("--write")) keepGolden(frames);
const differences = compareWithGolden(frames);
for (const difference of differences) console.error(difference);
console.log(`${frames.length} frames, as text and as SVG: ${folder}`);
console.log(differences.length === 0 ? "all are as they should be" : `${differences.length} are not as they should be`);
process.exitCode = differences.length === 0 ? 0 : 1;
