/**
 * Runs cases that people reported about streams, terminals and servers, with the built command. Prints a line for each; exits with 0
 * only if all come out right. `npm run cases`, or `npm run cases -- proxy clock` for those with one of the words in their names.
 */
import { cases } from "./all.ts";
import { missingNeeds } from "./needs.ts";
import { createScene } from "./scene.ts";

const words = process.argv.slice(2);
const chosen = cases.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const counts = { right: 0, WRONG: 0, skipped: 0 };

for (const { name, right, needs = [], run } of chosen) {
  const missing = missingNeeds(needs);
  if (missing.length > 0) {
    counts.skipped += 1;
    console.log(`skipped: ${name}: needs ${missing.join(", ")}`);
    continue;
  }
  const scene = createScene();
  const startMs = performance.now();
  try {
    const figures = await run(scene);
    counts.right += 1;
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    console.log(`right: ${name}: ${right}${figures ? ` (${figures})` : ""}, ${seconds} s`);
  } catch (error) {
    counts.WRONG += 1;
    console.log(`WRONG: ${name}: ${(error as Error).message.trim()}; right would be: ${right}`);
  } finally {
    await scene.dispose();
  }
}
if (chosen.length === 0) console.log(`no case has one of the words: ${words.join(", ")}`);
console.log(`${counts.right} right, ${counts.WRONG} wrong, ${counts.skipped} skipped of ${chosen.length} cases`);
process.exitCode = counts.WRONG === 0 && counts.right > 0 ? 0 : 1;
