/** The trials of a search as runs that workers (`epochal work`) train, in a log that they share: the same trials with the same bits. */
import { hashData, type Snapshot, type TrainingSpec } from "@epochal/core";
import type { RunRecord, SharedLog } from "@epochal/log";
import { applySettings, formatSettings, trialResult, type TrialResult, type TrialTask } from "@epochal/search";
import { defer, EMPTY, of, switchMap, type Observable } from "rxjs";
import type { Training } from "../training/training.ts";
import { createRunEnds, isActive } from "./run-ends.ts";
import { findPart, lostSnapshot, trialKey } from "./trial-keys.ts";
import type { TrialRuns, TrialState } from "./trial-runs.ts";

type QueuedLog = Pick<SharedLog, "run" | "runs" | "training" | "createRun" | "cancelRun" | "watch" | "jobs">;

/** @param onFailure is called with a trial that has failed for good; its loss is infinite. */
export function createQueuedTrialRuns(
  training: Training,
  log: QueuedLog,
  onFailure: (text: string) => void,
): TrialRuns {
  const { spec, data } = training;
  const dataHash = hashData(data);
  const ends = createRunEnds(log);

  const specOf = ({ settings }: Pick<TrialTask<TrialState>, "settings">): TrainingSpec => applySettings(spec, settings);

  async function snapshotOf({ run }: TrialState): Promise<Snapshot> {
    const found = (await log.training(run))?.snapshot;
    if (!found) throw lostSnapshot(run);
    return found;
  }

  /** Has a part trained that has not ended; resolves to undefined if the search was stopped before its end. */
  async function trainPart(task: TrialTask<TrialState>, id: string, isQueued: boolean): Promise<RunRecord | undefined> {
    if (!isQueued) await queuePart(log, training, task, id);
    if (ends.isStopped) return undefined;
    // No effect if it is in the queue: the process that has added the run may have died before.
    await log.jobs.add(id);
    return ends.ended(id);
  }

  async function train(task: TrialTask<TrialState>): Promise<Observable<TrialResult<TrialState>>> {
    const { trial, epochs } = task;
    const key = trialKey(specOf(task), dataHash);
    const { complete, pending, freeId } = findPart({ run: ends.lastOf }, key, epochs, isActive);
    const last = complete ?? (await trainPart(task, pending ?? freeId, pending !== undefined));
    if (!last) return EMPTY;
    if (last.failure !== undefined) {
      onFailure(`trial ${trial}: ${last.id} failed: ${last.failure}`);
      return of({ loss: Infinity, epoch: last.epoch, isEnded: true });
    }
    const isComplete = last.status === "finished" && (last.reason !== "stopped" || last.epoch >= epochs);
    if (!isComplete) {
      const end = last.reason ?? last.status;
      if (!ends.isStopped) onFailure(`trial ${trial}: ${last.id} was ${end}: the search ends`);
      return EMPTY;
    }
    const { state: _, ...result } = trialResult(last.reason!, last.epoch, (await log.training(last.id))?.snapshot);
    return of({ ...result, state: { run: last.id, ...(complete && { isFromStore: true }) } });
  }

  return {
    objective: (task) => (ends.isStopped ? EMPTY : defer(() => train(task)).pipe(switchMap((result$) => result$))),
    snapshotOf,
    specOf,
    stop: ends.stop,
  };
}

/** Queues a part of a trial as a run, unless another search has queued the same part a moment ago. */
async function queuePart(
  log: QueuedLog,
  { name, spec, data }: Training,
  { trial, settings, epochs, from }: TrialTask<TrialState>,
  id: string,
): Promise<void> {
  const begun = from && { parent: from.run };
  const options = {
    ...begun,
    ...(begun && { startsFromParent: true }),
    ...(epochs < spec.epochs && { endAtEpoch: epochs }),
  };
  const run = {
    id,
    name: `${name}, trial ${trial}: ${formatSettings(settings)}`,
    spec: applySettings(spec, settings),
    data,
    isQueued: true,
    isForWorkers: true,
    options,
    ...begun,
  };
  await log.createRun(run).catch((error: unknown) => {
    if (!log.run(id)) throw error;
  });
}
