/**
 * 100,000 malformed and hostile frames: does the server live, and answer each of them as PROTOCOL.md says, in bounded time and memory?
 * And whoever may not come in: is it told so? `npm run fuzz [FRAMES] [SEED]`
 */
import { checkDoors } from "./fuzz/doors.ts";
import { runFuzz } from "./fuzz/run-fuzz.ts";

const [frames = 100_000, seed = 1] = process.argv.slice(2).map(Number);
const MOST_WAIT_MS = 5000;
const MOST_GROWTH = 64 * 2 ** 20;

const doors = await checkDoors();
for (const { what, expected, got } of doors)
  console.log(`${expected === got ? "as written" : "WRONG"}: ${what}: ${got}`);
const began = performance.now();
const { outcomes, kinds, complaints, slowestMs, bytes, exitCode } = await runFuzz({
  seed,
  frames,
  clients: 16,
  say: console.log,
});
for (const complaint of complaints) console.log(complaint);
console.log(`${JSON.stringify(kinds)}\n${JSON.stringify(outcomes)}`);
const grown = bytes ? bytes.most - bytes.before : 0;
const growth = bytes ? `memory grew by ${(grown / 2 ** 20).toFixed(0)} MiB` : "too few to judge memory by";
const right = doors.filter(({ expected, got }) => expected === got).length;
const all = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
const holds =
  complaints.length === 0 &&
  all >= frames &&
  exitCode === 0 &&
  slowestMs <= MOST_WAIT_MS &&
  grown <= MOST_GROWTH &&
  right === doors.length;
console.log(
  `${holds ? "holds" : "MISSED"}: ${all} hostile frames in ${((performance.now() - began) / 1000).toFixed(0)} s, ${complaints.length} not answered as written, ` +
    `the longest wait ${slowestMs.toFixed(0)} ms, ${growth}, exit code ${exitCode}; ${right} of ${doors.length} at the door`,
);
process.exitCode = holds ? 0 : 1;
