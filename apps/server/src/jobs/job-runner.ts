/** Trains the runs of a work queue, a few at a time: begins them, or continues those whose worker has died. */
import {
  failureKind,
  type EventLog,
  type FailureKind,
  type TakenRun,
  type JobQueue,
  type RunRecord,
  type SharedLog,
} from "@epochal/log";
import type { TrainingData } from "@epochal/core";
import type { Clock } from "@epochal/stream";
import type { Hub } from "../hub.ts";
import type { Limits } from "../limits.ts";
import { readQueued } from "../runs/interrupted-run.ts";
import { validateSize } from "../runs/start/resolve-training.ts";
import type { RunRegistry } from "../runs/run-registry.ts";
import { chainOf, deathsInVain, successorId } from "./run-chain.ts";

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

export interface JobRunnerContext {
  readonly jobs: JobQueue;
  /** The most runs that it trains at a time. */
  readonly maxRuns: number;
  readonly log: Pick<EventLog, "run" | "runs" | "training" | "cancelRun" | "interrupt">;
  readonly failRun: SharedLog["failRun"];
  /** Whether events can be stored; otherwise it begins no run. */
  readonly canStore: () => boolean;
  readonly hub: Pick<Hub, "queue" | "settled" | "giveUp">;
  readonly registry: Pick<RunRegistry, "find" | "startStored" | "resume">;
  readonly limits: Pick<Limits, "startParameters" | "startActivations" | "startMemoryBytes">;
  readonly clock: Clock;
  /** Is called with what happens to runs, in one line each. */
  readonly onNotice: (text: string) => void;
}

/** A run that this process trains. */
interface HeldRun {
  job: TakenRun;
  failure?: { readonly kind: FailureKind; readonly error: unknown };
}

/** After this many deaths of workers in a row, without a new epoch, the training is to blame: a run is not continued again. */
const MAX_DEATHS = 5;
/** The time after which a run is offered again that cannot be trained yet: its worker may have died a moment ago. */
const RETRY_MS = 1000;
/** The time that a run has to store its snapshot when the worker ends. */
const SNAPSHOT_MS = 5000;
/** The last command of a run that is given back. */
const CHECKPOINT = { type: "checkpoint", name: "given back", by: "epochal work" } as const;

export function createJobRunner(context: JobRunnerContext): JobRunner {
  const { jobs, maxRuns, log, failRun, canStore, hub, registry, limits, clock, onNotice } = context;
  const held = new Map<string, HeldRun>();
  /** Waits for the snapshots of runs. */
  const snapshots = new Map<string, () => void>();
  let isDraining = false;
  let onFreeSlot = () => {};

  async function takeJobs(): Promise<void> {
    while (!isDraining) {
      if (held.size >= maxRuns) await new Promise<void>((resolve) => (onFreeSlot = resolve));
      const job = isDraining ? undefined : await jobs.take();
      if (!job) return;
      await begin(job);
    }
  }

  async function begin(job: TakenRun): Promise<void> {
    const own = [...held.values()].find((other) => other.job.run === job.run);
    if (own) {
      // It was delivered again, because the server of the queue was away.
      own.job.forget();
      own.job = job;
      return;
    }
    try {
      const chain = chainOf(log, job.run);
      const run = chain.at(-1);
      if (isDraining) job.release();
      else if (!canStore()) job.release(RETRY_MS);
      else if (run) await beginRun(run, job, deathsInVain(chain));
      else if (await log.training(job.run)) job.release(RETRY_MS);
      else await job.done();
    } catch (error) {
      const isFinal = failureKind(error) === "storeRefused";
      onNotice(
        `${job.run}: ${isFinal ? "cannot be trained" : "cannot be read, and is tried again"}: ${messageOf(error)}`,
      );
      if (isFinal) await refuse(job, messageOf(error)).catch(() => job.release(RETRY_MS));
      else job.release(RETRY_MS);
    }
  }

  /** A run that cannot be trained ends for good. */
  async function refuse(job: TakenRun, reason: string): Promise<void> {
    const last = chainOf(log, job.run).at(-1);
    if (last?.status === "queued") await log.cancelRun(last.id);
    else if (last) await failRun(last.id, reason);
    await job.done();
  }

  async function beginRun(run: RunRecord, job: TakenRun, deaths: number): Promise<void> {
    switch (run.status) {
      case "queued":
        return beginQueued(run, job);
      case "interrupted":
        if (run.failure !== undefined) return job.done();
        if (deaths < MAX_DEATHS) return continueRun(run, job);
        return giveUp(run.id, job, `${deaths} workers died while they trained it`);
      case "running":
        // Another worker trains it; if that has died, its lease expires soon. Or the store of this one was full when it ended the run.
        await log.interrupt(run.id);
        job.release(RETRY_MS);
        return;
      case "finished":
      case "cancelled":
        return job.done();
    }
  }

  async function beginQueued({ id }: RunRecord, job: TakenRun): Promise<void> {
    const training = await readQueued(log, id);
    if (!training) return job.done();
    if (!training.data) throw new RangeError("training: it has no rows");
    const data = training.data as TrainingData;
    const refusal = validateSize({ spec: training.spec, data }, sizeLimits);
    if (refusal) throw new RangeError(`training: ${refusal.reason}`);
    hub.queue.remove(id);
    hold(id, job, () => registry.startStored(id, training));
    onNotice(`${id}: started`);
  }

  /** Stores that the run has failed for good, so that no worker continues it; repeats that if the store cannot be written. */
  async function giveUp(run: string, job: TakenRun, failure: string): Promise<void> {
    onNotice(`${run}: failed: ${failure}`);
    await failRun(run, failure).then(
      () => job.done(),
      () => job.release(RETRY_MS),
    );
  }

  async function continueRun({ id }: RunRecord, job: TakenRun): Promise<void> {
    const next = successorId(log, job.run, id);
    held.set(next, { job });
    try {
      await registry.resume(id, { id: next }, true);
    } catch (error) {
      held.delete(next);
      throw error;
    }
    onNotice(`${next}: continues ${id}`);
  }

  function hold(id: string, job: TakenRun, start: () => void): void {
    held.set(id, { job });
    try {
      start();
    } catch (error) {
      held.delete(id);
      throw error;
    }
  }

  const sizeLimits = {
    parameters: limits.startParameters,
    activations: limits.startActivations,
    memoryBytes: limits.startMemoryBytes,
  };

  /** Completes or releases the job of a run that has ended in this process. */
  function settle(run: string, { job, failure }: HeldRun): void {
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
      job.forget();
    } else if (failure.kind === "storeFailed") {
      onNotice(`${run}: stopped here, to be continued: ${messageOf(failure.error)}`);
      job.release(RETRY_MS);
    } else {
      void giveUp(run, job, messageOf(failure.error));
    }
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
      settle(run, own);
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
