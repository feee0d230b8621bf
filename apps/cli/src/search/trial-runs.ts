/** The trials of a search as runs of this process, in worker threads; with a store, the parts that it has are not trained again. */
import { hashData, type Snapshot, type TrainingSpec } from "@epochal/core";
import { applySettings, formatSettings, startTrial, trialResult } from "@epochal/search";
import type { Objective, TrialResult, TrialTask } from "@epochal/search";
import type { Run } from "@epochal/stream";
import { EMPTY, defer, from as toObservable, switchMap, type Observable } from "rxjs";
import type { RunRecorder } from "../runs/run-recorder.ts";
import { SNAPSHOT_EVERY_MS } from "../training/checkpoint-writer.ts";
import type { Training } from "../training/training.ts";
import { findPart, lostSnapshot, trialKey, type StoredPart } from "./trial-keys.ts";

/** The state of a trial: a snapshot, or the id of the stored run that has it. */
export interface TrialState {
  readonly run: string;
  /** Absent if the store has it. */
  readonly snapshot?: Snapshot;
  /** Whether the store had the run before this search. Default false. */
  readonly isFromStore?: boolean;
}

export interface TrialRuns {
  readonly objective: Objective<TrialState>;
  /** The snapshot of a trial's state. */
  readonly snapshotOf: (state: TrialState) => Promise<Snapshot>;
  /** The spec of a trial. */
  readonly specOf: (task: Pick<TrialTask<TrialState>, "settings">) => TrainingSpec;
  /** Stops the runs and starts no more: the search ends with the trials so far. */
  readonly stop: () => void;
}

/**
 * @param recorder of the store, if there is one. Failures of a run, or of the store, are errors of the objective.
 * @param threads of each trial, if it is large.
 */
export function createTrialRuns(
  { name, spec, data }: Training,
  recorder: RunRecorder | undefined,
  threads: number,
): TrialRuns {
  const dataHash = hashData(data);
  const runs = new Set<Run>();
  let isStopped = false;
  let created = 0;

  const specOf = ({ settings }: Pick<TrialTask<TrialState>, "settings">) => applySettings(spec, settings);

  async function snapshotOf({ run, snapshot }: TrialState): Promise<Snapshot> {
    const found = snapshot ?? (await recorder?.log.training(run))?.snapshot;
    if (!found) throw lostSnapshot(run);
    return found;
  }

  /** The result of a part that is stored. */
  async function readResult({ complete }: StoredPart): Promise<TrialResult<TrialState> | undefined> {
    if (!complete) return undefined;
    const training = await recorder?.log.training(complete.id);
    const { state: _, ...result } = trialResult(complete.reason ?? "stopped", complete.epoch, training?.snapshot);
    return { ...result, state: { run: complete.id, isFromStore: true } };
  }

  async function train(task: TrialTask<TrialState>): Promise<Observable<TrialResult<TrialState>>> {
    const { trial, settings, epochs } = task;
    const trialSpec = specOf(task);
    created += 1;
    const key = trialKey(trialSpec, dataHash);
    const part = recorder ? findPart(recorder.log, key, epochs) : { freeId: `${key}-${epochs}-${created}` };
    const stored = await readResult(part);
    if (stored) return toObservable([stored]);
    // A part that was interrupted continues from its newest snapshot.
    const interrupted = part.partial && (await recorder?.log.training(part.partial.id))?.snapshot;
    const isFarther = interrupted && interrupted.batch === 0 && interrupted.epoch < epochs;
    const parent = isFarther ? part.partial?.id : task.from?.run;
    const from = isFarther ? interrupted : task.from && (await snapshotOf(task.from));
    if (isStopped) return EMPTY;
    const { run, result$ } = startTrial(
      trialSpec,
      data,
      { epochs, ...(from && { from }) },
      {
        worker: true,
        threads,
        id: part.freeId,
        name: `${name}, trial ${trial}: ${formatSettings(settings)}`,
        // Only the first and the last one of each part: a search has many, and each is as large as the network.
        snapshotBytes: 0,
        snapshotEveryMs: SNAPSHOT_EVERY_MS,
        ...(parent !== undefined && { parent }),
      },
    );
    runs.add(run);
    const settle = recorder?.add(run, trialSpec, data);
    return result$.pipe(
      switchMap(async (result) => {
        await settle?.();
        runs.delete(run);
        const isStored = recorder?.log.run(run.id)?.status === "finished";
        return { ...result, state: { run: run.id, ...(!isStored && result.state && { snapshot: result.state }) } };
      }),
    );
  }

  return {
    objective: (task) => (isStopped ? EMPTY : defer(() => train(task)).pipe(switchMap((result$) => result$))),
    snapshotOf,
    specOf,
    stop() {
      isStopped = true;
      for (const run of runs) run.command({ type: "stop" });
    },
  };
}
