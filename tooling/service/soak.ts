/**
 * 20 readers, 500 cut connections, a supervised server that dies 24 times, clock jumps, a full disk. Exits with 0 only if no event is
 * missing without a gap, repeated, out of order, or shown but not stored, and every run ends with the undisturbed model.
 * `npm run soak [SEED]`; `npm run soak -- --nats [SEED]` for the log on NATS: a server, workers and the NATS server die, as they have no supervisor
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadAverage } from "../bench/machine/circumstances.ts";
import { reportChaos } from "./chaos/report-chaos.ts";
import { runSoak } from "./soak/run-soak.ts";

const { values, positionals } = parseArgs({ options: { nats: { type: "boolean" } }, allowPositionals: true });
const seed = Number(positionals[0] ?? 1);
if (values.nats) process.exit((await soakOnNats()) ? 0 : 1);

const deaths = Array.from({ length: 24 }, (_, i) => (i % 6 === 5 ? "SIGSEGV" : "SIGKILL"));
const plan = {
  seed,
  readers: 20,
  drops: 520,
  deaths,
  clockJumps: true,
  diskMegabytes: 256,
  epochs: [30_000, 200_000, 300_000],
  epochsPerSecond: 100,
  dropEveryMs: 100,
} as const;
const load = loadAverage();
const result = await runSoak({ ...plan, limitMs: 400_000, print: console.log });
for (const problem of result.problems) console.log(problem);
const { events, gaps, missing, repeats, unstored, wrongGaps, finished, drops, seconds, equalModels } = result;
const sorted = result.backMs.toSorted((a, b) => a - b);
const [median, slowest] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
console.log(
  `${events} events and ${gaps} gaps received in ${seconds.toFixed(0)} s; load before the run ${load.toFixed(1)}; ` +
    `back ${median.toFixed(0)} ms after a death (median; slowest ${slowest.toFixed(0)} ms)`,
);
const holds =
  result.problems.length === 0 &&
  finished === plan.readers &&
  drops >= 500 &&
  result.deaths === deaths.length &&
  equalModels === plan.epochs.length &&
  missing + repeats + unstored + wrongGaps === 0;
console.log(
  `${holds ? "holds" : "MISSED"}: ${plan.readers} readers (${finished} reached the end), ${drops} drops, ` +
    `20 SIGKILLs and 4 SIGSEGVs, ${result.clockJumps} clock jumps, ${result.fullDisks} full disk: ${missing} events missing, ` +
    `${repeats} repeats or wrong orders, ${unstored} shown but not stored, ${wrongGaps} wrong gaps; ` +
    `${equalModels} of ${plan.epochs.length} runs ended with the undisturbed model`,
);
process.exitCode = holds ? 0 : 1;

/** 20 readers of three runs, 500 cut connections, and 24 faults: workers, the server and the NATS server die or are suspended, or connections are cut. */
async function soakOnNats(): Promise<boolean> {
  const program = process.env["NATS_SERVER"] ?? "/usr/sbin/nats-server";
  if (!existsSync(program)) throw new Error(`soak: there is no nats-server at ${program}`);
  return reportChaos({
    seed,
    program,
    natsServers: 1,
    gateways: 1,
    workers: 2,
    jobs: 3,
    runs: 3,
    epochs: 20_000,
    epochsPerSecond: 100,
    watchers: 20,
    drops: 520,
    dropEveryMs: 50,
    faults: 24,
    faultEveryMs: 2000,
    leaseMs: 4000,
    limitMs: 600_000,
  });
}
