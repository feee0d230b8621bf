/**
 * 50 readers, 500 torn connections, 6 times SIGKILL: is anything left out in silence, told twice, out of order, or shown and then
 * lost? Ends with 0 only where nothing is. `npm run soak [SEED]`
 */
import { loadNow } from "../bench/machine.ts";
import { runSoak } from "./soak/run-soak.ts";

const plan = {
  seed: Number(process.argv[2] ?? 1),
  readers: 50,
  drops: 520,
  kills: 6,
  epochsPerSecond: 300,
  dropEveryMs: 50,
};
const load = loadNow();
const result = await runSoak({ ...plan, limitMs: 150_000, say: console.log });
for (const complaint of result.complaints) console.log(complaint);
const { events, gaps, missing, repeats, lost, untrue, finished, drops, kills, seconds } = result;
console.log(
  `${events} events and ${gaps} gaps told, in ${seconds.toFixed(0)} s; load before it began ${load.toFixed(1)}`,
);
const holds =
  result.complaints.length === 0 &&
  finished === plan.readers &&
  drops >= 500 &&
  kills >= 5 &&
  missing + repeats + lost + untrue === 0;
console.log(
  `${holds ? "holds" : "MISSED"}: ${plan.readers} readers (${finished} told of the end), ${drops} drops, ${kills} SIGKILLs: ${missing} unannounced gaps, ` +
    `${repeats} repeats or order slips, ${lost} shown but lost, ${untrue} untrue gaps`,
);
process.exitCode = holds ? 0 : 1;
