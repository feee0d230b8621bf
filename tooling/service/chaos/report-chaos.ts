/** Runs the disturbances, and prints what was found and whether the promises hold. */
import { loadAverage } from "../../bench/machine/circumstances.ts";
import { median } from "../../bench/report.ts";
import type { ChaosPlan } from "./chaos-plan.ts";
import { runChaos } from "./run-chaos.ts";

/** Resolves to whether all promises hold. */
export async function reportChaos(plan: Omit<ChaosPlan, "print">): Promise<boolean> {
  const load = loadAverage();
  const result = await runChaos({ ...plan, print: console.log });
  for (const problem of result.problems) console.log(problem);
  const { events, gaps, missing, repeats, unstored, wrongGaps, finished, drops, equalHashes } = result;
  const { takeovers, trainedTwice, takeoverMs } = result;
  const faults = Object.values(result.faults).reduce((sum, count) => sum + count, 0);
  console.log(
    `${events} events and ${gaps} gaps received in ${result.seconds.toFixed(0)} s; load before the run ${load.toFixed(1)}; ` +
      Object.entries(result.faults)
        .map(([kind, count]) => `${count} ${kind}`)
        .join(", "),
  );
  console.log(
    `${takeovers} takeovers: ${medianAndSlowest(takeoverMs.map(([a, b]) => a + b))} after the last event; ` +
      `${medianAndSlowest(takeoverMs.map(([a]) => a))} until the run was interrupted, ${medianAndSlowest(takeoverMs.map(([, b]) => b))} from then on`,
  );
  const holds =
    result.problems.length === 0 &&
    equalHashes === plan.runs &&
    finished === plan.watchers &&
    faults >= plan.faults &&
    drops >= plan.drops &&
    missing + repeats + unstored + wrongGaps + trainedTwice === 0;
  console.log(
    `${holds ? "holds" : "MISSED"}: ${plan.natsServers} nats-server, ${plan.gateways} serve, ${plan.workers} work, ${plan.runs} runs ` +
      `(${equalHashes} ended with the undisturbed hash), ${plan.watchers} watchers (${finished} reached the end), ${faults} faults, ${drops} connections cut: ` +
      `${missing} events missing, ${repeats} repeats or wrong orders, ${unstored} shown but not stored, ${wrongGaps} wrong gaps, ${trainedTwice} runs trained twice`,
  );
  return holds;
}

/** The median and the slowest of times in ms. */
function medianAndSlowest(times: readonly number[]): string {
  if (times.length === 0) return "no time";
  return `${(median(times) / 1000).toFixed(1)} s (median; slowest ${(Math.max(...times) / 1000).toFixed(1)} s)`;
}
