/**
 * Servers, workers and NATS servers die and are suspended, and connections are cut, while clients start runs and watch them. Exits with 0
 * only if every run ends with the hash of the undisturbed training, and no watcher missed an event, or got one twice or out of order.
 * `npm run chaos [small|full] [SEED]`: `full` has a cluster of three NATS servers with three replicas
 */
import { existsSync } from "node:fs";
import { loadAverage } from "../bench/machine/circumstances.ts";
import { runChaos } from "./chaos/run-chaos.ts";

const sizes = {
  small: { natsServers: 1, workers: 2, jobs: 4, runs: 10, epochs: 3000, watchers: 12, faults: 15 },
  full: { natsServers: 3, workers: 3, jobs: 5, runs: 40, epochs: 4000, watchers: 50, faults: 60 },
} as const;
const [size = "small", seed = "1"] = process.argv.slice(2);
const chosen = size === "small" || size === "full" ? sizes[size] : undefined;
const program = process.env["NATS_SERVER"] ?? "/usr/sbin/nats-server";
if (!chosen || !existsSync(program)) {
  console.log(chosen ? `chaos: there is no nats-server at ${program}` : `chaos: expected small or full, got "${size}"`);
  process.exit(2);
}

const load = loadAverage();
const result = await runChaos({
  ...chosen,
  seed: Number(seed),
  program,
  gateways: 2,
  epochsPerSecond: 100,
  faultEveryMs: 2000,
  leaseMs: 4000,
  limitMs: 900_000,
  print: console.log,
});
for (const problem of result.problems) console.log(problem);
const { events, missing, repeats, unstored, wrongGaps, finished, equalHashes, takeovers, trainedTwice, takeoverMs } =
  result;
const faults = Object.values(result.faults).reduce((sum, count) => sum + count, 0);
const [median, slowest] = [takeoverMs[Math.floor(takeoverMs.length / 2)] ?? 0, takeoverMs.at(-1) ?? 0];
console.log(
  `${events} events received in ${result.seconds.toFixed(0)} s; load before the run ${load.toFixed(1)}; ` +
    Object.entries(result.faults)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", "),
);
console.log(
  `${takeovers} takeovers, ${(median / 1000).toFixed(1)} s after the last event (median; slowest ${(slowest / 1000).toFixed(1)} s)`,
);
const holds =
  result.problems.length === 0 &&
  equalHashes === chosen.runs &&
  finished === chosen.watchers &&
  faults >= chosen.faults &&
  missing + repeats + unstored + wrongGaps + trainedTwice === 0;
console.log(
  `${holds ? "holds" : "MISSED"}: ${chosen.natsServers} nats-server, 2 serve, ${chosen.workers} work, ${chosen.runs} runs ` +
    `(${equalHashes} ended with the undisturbed hash), ${chosen.watchers} watchers (${finished} reached the end), ${faults} faults: ` +
    `${missing} events missing, ${repeats} repeats or wrong orders, ${unstored} shown but not stored, ${trainedTwice} runs trained twice`,
);
process.exitCode = holds ? 0 : 1;
