/** Trains the runs of a work queue, a few at a time. A run that ends completes its job; otherwise another worker continues the run. */
import type { FailureKind, JobQueue, TakenRun } from "@epochal/log";
import type { Clock } from "@epochal/stream";
import type { Hub } from "../hub.ts";
import { errorMessage } from "../logger.ts";
import type { RunRegistry } from "../runs/run-registry.ts";
import { beginJob, failForGood, RETRY_MS, type HeldRun, type HeldRuns, type JobContext } from "./begin-job.ts";
import { chainOf } from "./run-chain.ts";

export interface JobRunner {
  /** The number of runs that it trains. */
  readonly runningCount: number;
  /** A run of this process has failed, and ends. */
  failed(run: string, error: unknown, kind: FailureKind): void;
  /** A run of this process has ended. */
  ended(run: string): void;
  /** A command of a run was stored. */
  commanded(run: string): void;
  /** Takes no more runs, and gives its runs back with a snapshot of their state, for other workers to continue. */
  drain(): Promise<void>;
}

export interface JobRunnerContext extends JobContext {
  readonly jobs: JobQueue;
  /** The most runs that it trains at a time. */
  readonly maxRuns: number;
  readonly hub: Pick<Hub, "queue" | "settled" | "giveUp">;
  readonly registry: JobContext["registry"] & Pick<RunRegistry, "find">;
  readonly clock: Clock;
}

/** The time that a run has to store its snapshot when the worker ends. */
const SNAPSHOT_MS = 5000;
/** The last command of a run that is given back. */
const CHECKPOINT = { type: "checkpoint", name: "given back", by: "epochal work" } as const;

export function createJobRunner(context: JobRunnerContext): JobRunner {
  const { jobs, maxRuns, hub, registry, clock, onNotice } = context;
  const held: HeldRuns = new Map();
  /** Waits for the snapshots of runs. */
  const snapshots = new Map<string, () => void>();
  let isDraining = false;
  let onFreeSlot = () => {};

  async function takeJobs(): Promise<void> {
    while (!isDraining) {
      if (held.size >= maxRuns) await new Promise<void>((resolve) => (onFreeSlot = resolve));
      const job = isDraining ? undefined : await jobs.take();
      if (!job) return;
      await accept(job);
    }
  }

  async function accept(job: TakenRun): Promise<void> {
    const own = [...held.values()].find((other) => other.job.run === job.run);
    if (own) {
      // It was delivered again, because the server of the queue was away.
      own.job.forget();
      own.job = job;
    } else if (isDraining) job.release();
    else await beginJob(context, held, job);
  }

  /** Resolves when the current state of a run is stored, or after a while: then it continues from an earlier state. */
  async function storeSnapshot(run: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = clock.schedule(resolve, SNAPSHOT_MS);
    snapshots.set(run, resolve);
    registry.find(run)?.command(CHECKPOINT);
    await promise;
    cancel();
    snapshots.delete(run);
    await hub.settled();
  }

  async function giveBack(run: string, { job }: HeldRun): Promise<void> {
    await storeSnapshot(run);
    // It may have ended meanwhile.
    if (!held.delete(run)) return;
    await hub.giveUp(run);
    job.release();
    onNotice(`${run}: given back`);
  }

  const working = takeJobs();

  return {
    get runningCount() {
      return held.size;
    },
    failed(run, error, kind) {
      const own = held.get(run);
      if (own) own.failure = { error, kind };
    },
    ended(run) {
      const own = held.get(run);
      if (!own) return;
      held.delete(run);
      snapshots.get(run)?.();
      settle(context, run, own);
      onFreeSlot();
    },
    commanded: (run) => snapshots.get(run)?.(),
    async drain() {
      isDraining = true;
      onFreeSlot();
      await jobs.close();
      await working;
      await Promise.all([...held].map(([run, own]) => giveBack(run, own)));
    },
  };
}

/** Completes or releases the job of a run that has ended in this process. */
function settle(context: JobRunnerContext, run: string, { job, failure }: HeldRun): void {
  const { log, onNotice } = context;
  const { status, failure: reason } = log.run(run) ?? {};
  if (reason !== undefined) {
    onNotice(`${run}: failed: ${reason}`);
    void job.done();
  } else if (status === "finished" || status === "cancelled") {
    onNotice(`${run}: ${status}`);
    void job.done();
  } else if (!failure) {
    // Another process was faster.
    job.release(RETRY_MS);
  } else if (failure.kind === "storeRefused") {
    onNotice(`${run}: stopped here: another process has taken it over`);
    // If no process continues it yet, none would get its job for another lease time.
    if (chainOf(log, job.run).at(-1)?.id === run) job.release(RETRY_MS);
    else job.forget();
  } else if (failure.kind === "storeFailed") {
    onNotice(`${run}: stopped here, to be continued: ${errorMessage(failure.error)}`);
    job.release(RETRY_MS);
  } else {
    void failForGood(context, job, run, errorMessage(failure.error));
  }
}
