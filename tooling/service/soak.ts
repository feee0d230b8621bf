/**
 * 50 readers, 500 cut connections, 6 times SIGKILL. Exits with 0 only if no event is missing without a gap, repeated, out of order, or
 * shown but not stored. `npm run soak [SEED]`
 */
import { loadAverage } from "../bench/machine/circumstances.ts";
import { runSoak } from "./soak/run-soak.ts";

const plan = {
  seed: Number(process.argv[2] ?? 1),
  readers: 50,
  drops: 520,
  kills: 6,
  epochsPerSecond: 300,
  dropEveryMs: 50,
};
const load = loadAverage();
const result = await runSoak({ ...plan, limitMs: 150_000, print: console.log });
for (const problem of result.problems) console.log(problem);
const { events, gaps, missing, repeats, unstored, wrongGaps, finished, drops, kills, seconds } = result;
console.log(
  `${events} events and ${gaps} gaps received in ${seconds.toFixed(0)} s; load before the run ${load.toFixed(1)}`,
);
const holds =
  result.problems.length === 0 &&
  finished === plan.readers &&
  drops >= 500 &&
  kills >= 5 &&
  missing + repeats + unstored + wrongGaps === 0;
console.log(
  `${holds ? "holds" : "MISSED"}: ${plan.readers} readers (${finished} reached the end), ${drops} drops, ${kills} SIGKILLs: ${missing} events missing, ` +
    `${repeats} repeats or wrong orders, ${unstored} shown but not stored, ${wrongGaps} wrong gaps`,
);
process.exitCode = holds ? 0 : 1;
