/**
 * `npm run frames`: draws the dashboard's frames of recorded runs as texts and pictures, and compares them with the golden files. Exits
 * with 0 only if all are equal. `npm run frames -- --write` writes new golden files: look at the pictures first.
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
console.log(
  differences.length === 0 ? "all equal the golden files" : `${differences.length} differ from the golden files`,
);
process.exitCode = differences.length === 0 ? 0 : 1;
