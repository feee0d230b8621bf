/** A run and those that resume it one after another, as the processes that train it die. The work queue has the first of them. */
import type { EventLog, RunRecord } from "@epochal/log";

/** The chain that begins with a run; empty if the log does not have it. */
export function chainOf(log: Pick<EventLog, "run" | "runs">, first: string): RunRecord[] {
  // The newest one counts.
  const resuming = log.runs().filter(({ resumes }) => resumes !== undefined);
  const successors = new Map(resuming.toReversed().map((run) => [run.resumes, run]));
  // A damaged store could name runs in a circle.
  const chain = new Set<RunRecord>();
  for (let run = log.run(first); run && !chain.has(run);) {
    chain.add(run);
    run = successors.get(run.id);
  }
  return [...chain];
}

/** The processes that have died in a row while they trained a run of the chain, since it has come to a new epoch. */
export function deathsInVain(chain: readonly Pick<RunRecord, "epoch" | "isLost">[]): number {
  let furthest = -1;
  let deaths = 0;
  for (const { epoch, isLost } of chain) {
    if (epoch > furthest) deaths = 0;
    furthest = Math.max(furthest, epoch);
    if (isLost) deaths += 1;
  }
  return deaths;
}

/** The first run of the chain that a run belongs to. A damaged store could name runs in a circle. */
export function firstOfChain(log: Pick<EventLog, "run">, run: string): string {
  const chain = new Set([run]);
  for (let before = log.run(run)?.resumes; before !== undefined && !chain.has(before);) {
    chain.add(before);
    before = log.run(before)?.resumes;
  }
  return [...chain].at(-1)!;
}

/**
 * The id of the run that resumes the last run of a chain: `run-x_2` for `run-x`. Workers that resume it at the same time choose the
 * same id, and the log accepts one of them.
 */
export function successorId(log: Pick<EventLog, "run">, first: string, last: string): string {
  const number = Number(last.slice(first.length + 1));
  let next = number > 1 ? number + 1 : 2;
  while (log.run(`${first}_${next}`)) next++;
  return `${first}_${next}`;
}
