/**
 * Sends 100,000 malformed and hostile frames, requests that must be rejected, and floods, and feeds 100 hostile files to the command.
 * Exits with 0 only if the server survives and reacts to each as PROTOCOL.md says, and each file gets one line, in bounded time and
 * memory. `npm run fuzz [FRAMES] [SEED] [SECONDS PER FLOOD] [FILES]`
 */
import { loadAverage } from "../bench/machine/circumstances.ts";
import { checkAccess } from "./fuzz/check-access.ts";
import { runFiles } from "./fuzz/run-files.ts";
import { runFloods } from "./fuzz/run-floods.ts";
import { runFuzz } from "./fuzz/run-fuzz.ts";

const [frames = 100_000, seed = 1, floodSeconds = 10, fileCount = 100] = process.argv.slice(2).map(Number);
const MAX_WAIT_MS = 5000;
const MAX_GROWTH = 64 * 2 ** 20;
/** The limits during a flood: of memory since the server's start, and of the 99th percentile of another client's pings. */
const MAX_FLOOD_GROWTH = 300 * 2 ** 20;
const MAX_PING_MS = 250;

const checks = await checkAccess();
for (const { what, expected, got } of checks) console.log(`${expected === got ? "right" : "WRONG"}: ${what}: ${got}`);
const startMs = performance.now();
const { outcomes, kinds, problems, slowestMs, bytes, exitCode } = await runFuzz({
  seed,
  frames,
  clients: 16,
  print: console.log,
});
for (const problem of problems) console.log(problem);
console.log(`${JSON.stringify(kinds)}\n${JSON.stringify(outcomes)}`);
const grown = bytes ? bytes.peak - bytes.before : 0;
const growth = bytes ? `memory grew by ${(grown / 2 ** 20).toFixed(0)} MiB` : "too few frames to measure memory";
const right = checks.filter(({ expected, got }) => expected === got).length;
const all = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
const floods = (await runFloods(floodSeconds)).map((flood) => ({
  ...flood,
  isRight: flood.problems.length === 0 && flood.p99Ms <= MAX_PING_MS && flood.growth <= MAX_FLOOD_GROWTH,
}));
for (const { name, medianMs, p99Ms, maxMs, pings, growth: more, problems: wrong, isRight } of floods) {
  const waits = [medianMs, p99Ms, maxMs].map((ms) => ms.toFixed(0)).join(", ");
  console.log(
    `${isRight ? "right" : "WRONG"}: ${name}: ${pings} pings, waits in ms: ${waits} (median, 99%, longest), ` +
      `memory ${(more / 2 ** 20).toFixed(0)} MiB above the start ${wrong.join("; ")}`,
  );
}
const files = await runFiles(fileCount, seed);
for (const problem of files.problems) console.log(`WRONG: ${problem}`);
console.log(
  `${fileCount} hostile files: ${JSON.stringify(files.runs)}, ${files.problems.length} wrong, at most ` +
    `${(files.slowestMs / 1000).toFixed(1)} s and ${(files.peakBytes / 2 ** 20).toFixed(0)} MiB each`,
);
console.log(`load average ${loadAverage().toFixed(1)}`);
const holds =
  problems.length === 0 &&
  all >= frames &&
  exitCode === 0 &&
  slowestMs <= MAX_WAIT_MS &&
  grown <= MAX_GROWTH &&
  right === checks.length &&
  floods.every(({ isRight }) => isRight) &&
  files.problems.length === 0;
console.log(
  `${holds ? "holds" : "MISSED"}: ${all} hostile frames in ${((performance.now() - startMs) / 1000).toFixed(0)} s, ${problems.length} wrong reactions, ` +
    `longest wait ${slowestMs.toFixed(0)} ms, ${growth}, exit code ${exitCode}; ${right} of ${checks.length} requests handled as documented`,
);
process.exitCode = holds ? 0 : 1;
