/** The trials of a search as runs that workers (`epochal work`) train, in a log that they share: the same trials with the same bits. */
import { hashData, type Snapshot, type TrainingSpec } from "@epochal/core";
import type { RunRecord, SharedLog } from "@epochal/log";
import { applySettings, formatSettings, trialResult, type TrialResult, type TrialTask } from "@epochal/search";
import { defer, EMPTY, of, switchMap, type Observable } from "rxjs";
import type { Training } from "../training/training.ts";
import { findPart, lostSnapshot, trialKey } from "./trial-keys.ts";
import type { TrialRuns, TrialState } from "./trial-runs.ts";

type QueuedLog = Pick<SharedLog, "run" | "runs" | "training" | "createRun" | "cancelRun" | "watch" | "jobs">;

/** @param onFailure is called with a trial that has failed for good; its loss is infinite. */
export function createQueuedTrialRuns(
  { name, spec, data }: Training,
  log: QueuedLog,
  onFailure: (text: string) => void,
): TrialRuns {
  const dataHash = hashData(data);
  /** Runs that are waited for, and what checks whether they have ended. */
  const waiting = new Map<string, () => void>();
  let isStopped = false;
  const checkAll = () => {
    for (const check of waiting.values()) check();
  };
  log.watch((_run, change) => change === "status" && checkAll());

  const specOf = ({ settings }: Pick<TrialTask<TrialState>, "settings">): TrainingSpec => applySettings(spec, settings);

  /** The last of the runs that continue a run one after another, as its workers die. */
  function lastOf(id: string): RunRecord | undefined {
    let last = log.run(id);
    while (last?.status === "interrupted") {
      const { id: before } = last;
      const next = log.runs().find(({ resumes }) => resumes === before);
      if (!next) break;
      last = next;
    }
    return last;
  }

  async function snapshotOf({ run }: TrialState): Promise<Snapshot> {
    const found = (await log.training(run))?.snapshot;
    if (!found) throw lostSnapshot(run);
    return found;
  }

  /** Resolves when a run or one that continues it has ended; to undefined if the search was stopped before. */
  function ended(run: string): Promise<RunRecord | undefined> {
    return new Promise((resolve) => {
      function check(): void {
        const last = lastOf(run);
        if (!isStopped && last && isActive(last)) return;
        waiting.delete(run);
        resolve(last && isActive(last) ? undefined : last);
      }
      waiting.set(run, check);
      check();
    });
  }

  async function queue(task: TrialTask<TrialState>, id: string): Promise<void> {
    const parent = task.from?.run;
    const begun = parent !== undefined && { parent };
    const options = {
      ...begun,
      ...(begun && { startsFromParent: true }),
      ...(task.epochs < spec.epochs && { endAtEpoch: task.epochs }),
    };
    const trialName = `${name}, trial ${task.trial}: ${formatSettings(task.settings)}`;
    await log
      .createRun({
        id,
        name: trialName,
        spec: specOf(task),
        data,
        isQueued: true,
        isForWorkers: true,
        options,
        ...begun,
      })
      .catch((error: unknown) => {
        // Another search has queued the same part a moment ago.
        if (!log.run(id)) throw error;
      });
  }

  async function train(task: TrialTask<TrialState>): Promise<Observable<TrialResult<TrialState>>> {
    const part = findPart({ run: lastOf }, trialKey(specOf(task), dataHash), task.epochs, isActive);
    const isFromStore = part.complete !== undefined;
    let last = part.complete;
    if (!last) {
      const id = part.pending ?? part.freeId;
      if (part.pending === undefined) await queue(task, id);
      if (isStopped) return EMPTY;
      // No effect if it is in the queue: the process that has added the run may have died before.
      await log.jobs.add(id);
      last = await ended(id);
    }
    if (last?.failure !== undefined) {
      onFailure(`trial ${task.trial}: ${last.id} failed: ${last.failure}`);
      return of({ loss: Infinity, epoch: last.epoch, isEnded: true });
    }
    const isComplete = last?.status === "finished" && (last.reason !== "stopped" || last.epoch >= task.epochs);
    if (last && !isComplete && !isStopped)
      onFailure(`trial ${task.trial}: ${last.id} was ${last.reason ?? last.status}: the search ends`);
    if (!last || !isComplete) return EMPTY;
    const { state: _, ...result } = trialResult(last.reason!, last.epoch, (await log.training(last.id))?.snapshot);
    return of({ ...result, state: { run: last.id, ...(isFromStore && { isFromStore }) } });
  }

  return {
    objective: (task) => (isStopped ? EMPTY : defer(() => train(task)).pipe(switchMap((result$) => result$))),
    snapshotOf,
    specOf,
    /** Cancels the parts that no worker has begun. The others end, and are found by the next search. */
    stop() {
      isStopped = true;
      // A signal cannot wait; a part that is not cancelled is trained, and found by the next search.
      for (const run of waiting.keys()) void log.cancelRun(run).catch(() => {});
      checkAll();
    },
  };
}

/** Whether a run may still come to its end. */
function isActive({ status, failure }: RunRecord): boolean {
  return status === "queued" || status === "running" || (status === "interrupted" && failure === undefined);
}
