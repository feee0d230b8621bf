/** Begins the run of a job, or continues it if its worker has died. A run that cannot be trained ends for good. */
import {
  failureKind,
  type EventLog,
  type FailureKind,
  type RunRecord,
  type SharedLog,
  type TakenRun,
} from "@epochal/log";
import type { TrainingData } from "@epochal/core";
import type { Hub } from "../hub.ts";
import type { Limits } from "../limits.ts";
import { errorMessage } from "../logger.ts";
import { trainingBytes } from "../runs/count-parameters.ts";
import { readQueued } from "../runs/interrupted-run.ts";
import type { RunMemory } from "../runs/run-memory.ts";
import { validateSize } from "../runs/start/resolve-training.ts";
import type { RunRegistry } from "../runs/run-registry.ts";
import { chainOf, deathsInVain, successorId } from "./run-chain.ts";

export interface JobContext {
  readonly log: Pick<EventLog, "run" | "runs" | "training" | "cancelRun" | "interrupt">;
  readonly failRun: SharedLog["failRun"];
  /** Whether events can be stored; otherwise it begins no run. */
  readonly canStore: () => boolean;
  readonly hub: Pick<Hub, "queue">;
  readonly registry: Pick<RunRegistry, "startStored" | "resume">;
  readonly limits: Pick<Limits, "startParameters" | "startActivations" | "startMemoryBytes">;
  readonly memory: Pick<RunMemory, "fits">;
  /** Is called with what happens to runs, in one line each. */
  readonly onNotice: (text: string) => void;
}

/** A run that this process trains. */
export interface HeldRun {
  job: TakenRun;
  failure?: { readonly kind: FailureKind; readonly error: unknown };
}

/** The runs that this process trains, by their ids. */
export type HeldRuns = Map<string, HeldRun>;

/** After this many deaths of workers in a row, without a new epoch, the training is to blame: a run is not continued again. */
const MAX_DEATHS = 5;
/** The time after which a run is offered again that cannot be trained yet: its worker may have died a moment ago. */
export const RETRY_MS = 1000;

/** Adds the run of the job to those that are held, or settles the job. Never rejects. */
export async function beginJob(context: JobContext, held: HeldRuns, job: TakenRun): Promise<void> {
  const { log, canStore, onNotice } = context;
  /** If the chain has another last run afterwards, another worker has continued it: this one has failed for that reason alone. */
  let last: string | undefined;
  try {
    const chain = chainOf(log, job.run);
    const run = chain.at(-1);
    last = run?.id;
    if (!canStore()) job.release(RETRY_MS);
    else if (run) await beginRun(context, held, job, run, deathsInVain(chain));
    else if (await log.training(job.run)) job.release(RETRY_MS);
    else await job.done();
  } catch (error) {
    const isFinal = failureKind(error) === "storeRefused" && chainOf(log, job.run).at(-1)?.id === last;
    const text = isFinal ? "cannot be trained" : "cannot be read, and is tried again";
    onNotice(`${job.run}: ${text}: ${errorMessage(error)}`);
    if (isFinal) await refuse(context, job, errorMessage(error)).catch(() => job.release(RETRY_MS));
    else job.release(RETRY_MS);
  }
}

/** A run that cannot be trained ends for good. */
async function refuse({ log, failRun }: JobContext, job: TakenRun, reason: string): Promise<void> {
  const last = chainOf(log, job.run).at(-1);
  if (last?.status === "queued") await log.cancelRun(last.id);
  else if (last) await failRun(last.id, reason);
  await job.done();
}

async function beginRun(
  context: JobContext,
  held: HeldRuns,
  job: TakenRun,
  run: RunRecord,
  deaths: number,
): Promise<void> {
  switch (run.status) {
    case "queued":
      return beginQueued(context, held, job, run.id);
    case "interrupted":
      if (run.failure !== undefined) return job.done();
      if (deaths < MAX_DEATHS) return continueRun(context, held, job, run.id);
      return failForGood(context, job, run.id, `${deaths} workers died while they trained it`);
    case "running":
      // Another worker trains it; if that has died, its lease expires soon. Or the store of this one was full when it ended the run.
      await context.log.interrupt(run.id);
      job.release(RETRY_MS);
      return;
    case "finished":
    case "cancelled":
      return job.done();
  }
}

async function beginQueued(context: JobContext, held: HeldRuns, job: TakenRun, id: string): Promise<void> {
  const { log, hub, registry, limits, memory, onNotice } = context;
  const training = await readQueued(log, id);
  if (!training) return job.done();
  if (!training.data) throw new RangeError("training: it has no rows");
  const data = training.data as TrainingData;
  const refusal = validateSize(
    { spec: training.spec, data },
    {
      parameters: limits.startParameters,
      activations: limits.startActivations,
      memoryBytes: limits.startMemoryBytes,
    },
  );
  if (refusal) throw new RangeError(`training: ${refusal.reason}`);
  // Another worker may have room for it, or this one when a run has ended.
  if (!memory.fits(trainingBytes(training.spec, data))) return job.release(RETRY_MS);
  hub.queue.remove(id);
  await hold(held, id, job, () => registry.startStored(id, training));
  onNotice(`${id}: started`);
}

async function continueRun(context: JobContext, held: HeldRuns, job: TakenRun, id: string): Promise<void> {
  const { log, registry, onNotice } = context;
  const next = successorId(log, job.run, id);
  // The job was offered again while this worker begins the run.
  if (held.has(next)) return job.release(RETRY_MS);
  await hold(held, next, job, () => registry.resume(id, { id: next }, true));
  onNotice(`${next}: continues ${id}`);
}

/** A run may end while it starts: it is held before. */
async function hold(held: HeldRuns, id: string, job: TakenRun, start: () => unknown): Promise<void> {
  held.set(id, { job });
  try {
    await start();
  } catch (error) {
    held.delete(id);
    throw error;
  }
}

/** Stores that the run has failed for good, so that no worker continues it; repeats that if the store cannot be written. */
export async function failForGood(
  { failRun, onNotice }: Pick<JobContext, "failRun" | "onNotice">,
  job: TakenRun,
  run: string,
  failure: string,
): Promise<void> {
  onNotice(`${run}: failed: ${failure}`);
  await failRun(run, failure).then(
    () => job.done(),
    () => job.release(RETRY_MS),
  );
}
