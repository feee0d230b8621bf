/** Trains a part of a trial as a run: an ordinary one, with all its events, which ends at the epochs of the rung. */
import type { Snapshot, TrainingData, TrainingSpec } from "@epochal/core";
import { endAtEpoch, startRun, type Run, type RunOptions } from "@epochal/stream";
import { Observable } from "rxjs";
import type { TrialResult } from "./trial.ts";

/** Which part of a training to train. */
export interface TrialPart {
  /** Train until this many epochs are completed; all of them end the training. */
  readonly epochs: number;
  /** The state to continue from: of the same training, with fewer epochs. Default: an untrained network. */
  readonly from?: Snapshot;
}

/** A part of a trial in training. */
export interface StartedTrial {
  /** Its run. It is paused at the epochs of the part and then stopped, so that it ends with a snapshot. */
  readonly run: Run;
  /** Emits its result when the run has ended, none if it was stopped before. Unsubscribing ends the run. */
  readonly result$: Observable<TrialResult<Snapshot>>;
}

/**
 * Starts a part of a training immediately. The parts of a training give the same bits as the whole.
 * @param options of the run, such as its id and whether it trains in a worker.
 */
export function startTrial(
  spec: TrainingSpec,
  data: TrainingData,
  { epochs, from }: TrialPart,
  options: RunOptions = {},
): StartedTrial {
  const isWhole = epochs >= spec.epochs;
  const run = startRun(spec, data, { ...options, isPaused: !isWhole, ...(from && { from }) });
  if (!isWhole) endAtEpoch(run, epochs);
  const result$ = new Observable<TrialResult<Snapshot>>((subscriber) => {
    let state: Snapshot | undefined;
    const subscription = run.chunks$.subscribe({
      next(chunk) {
        if (chunk.type === "snapshot") state = chunk.snapshot;
        if (chunk.type !== "finished") return;
        const { reason, epoch } = chunk;
        const isStopped = reason === "stopped" || reason === "discarded";
        if (!isStopped || epoch >= epochs) subscriber.next(trialResult(reason, epoch, state));
        subscriber.complete();
      },
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    return () => {
      subscription.unsubscribe();
      run.dispose();
    };
  });
  return { run, result$ };
}

/**
 * The result of a run that has ended.
 * @param reason why it ended: `stopped` at the epochs of its part.
 * @param state its newest snapshot.
 */
export function trialResult(reason: string, epoch: number, state: Snapshot | undefined): TrialResult<Snapshot> {
  const loss = reason === "diverged" ? Infinity : (state?.best?.loss ?? Infinity);
  return { loss, epoch, isEnded: reason !== "stopped", ...(state && { state }) };
}
