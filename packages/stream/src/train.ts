/** A training as a cold Observable: subscribing trains, unsubscribing stops. */
import type { Snapshot, TrainingData, TrainingSpec } from "@epochal/core";
import { Observable } from "rxjs";
import { systemClock, type Clock } from "./clock.ts";
import type { SettingsChange, TrainingEvent } from "./events/index.ts";
import { emitEvents } from "./fan-out/broadcast.ts";
import { isBoundedText, MAX_NAME_LENGTH, MAX_TITLE_LENGTH, shortenText } from "./commands/command-size.ts";
import { createRunId, type RunnerOptions } from "./runner/runner-options.ts";
import { startRunner } from "./runner/runner.ts";

/** Options of `train` and `startRun`. */
export interface TrainOptions {
  /** The run's id, 1 to 64 characters of well-formed Unicode. Default: made from the current time. */
  readonly id?: string;
  /** A name for people, such as the data file's; cut to 200 characters. Default: the id. */
  readonly name?: string;
  /** Limits the training to N epochs per second, so that people can follow it. Default 0: as fast as possible. */
  readonly epochsPerSecond?: number;
  /** Begins at 4 epochs per second and quickens up to the limit, since most is learned in the first epochs. Default false. */
  readonly slowStart?: boolean;
  /** Snapshot to continue from, of a training with the same spec and data: the same bits follow. Default: an untrained network. */
  readonly from?: Snapshot;
  /** Id of the run that `from` belongs to, for the `started` event. Default: unknown. */
  readonly parent?: string;
  /** Changes of settings to apply later, at their positions: those that `resumeOptions` found after the snapshot. Default: none. */
  readonly ahead?: readonly SettingsChange[];
  /** Starts paused, with a `commanded` event that says so before the first step. Default false. */
  readonly isPaused?: boolean;
  /** Stops after this training time in ms and keeps the model; neither pauses nor suspensions of the process count. Default: no limit. */
  readonly timeLimitMs?: number;
  /**
   * Longest training time between two snapshots, in ms: the most that a crash can lose. Default: no limit; a run emits about a
   * hundred snapshots, fewer for a large network.
   */
  readonly snapshotEveryMs?: number;
  /**
   * Budget in bytes for the automatic snapshots of a run; those after commands come on top. The run caches as much again for
   * rewinds. Default 16,000,000: about a hundred snapshots of a network with 5,000 parameters, ten with 100,000.
   */
  readonly snapshotBytes?: number;
  /** Default: the system's clock. */
  readonly clock?: Clock;
}

/**
 * Every subscription trains anew, in this thread, in short time slices between which the event loop serves others. The
 * Observable completes after the `finished` event. Unsubscribing stops the training.
 * Errors, such as an invalid spec or data that do not fit it, arrive as the Observable's error.
 */
export function train(spec: TrainingSpec, data: TrainingData, options: TrainOptions = {}): Observable<TrainingEvent> {
  return new Observable((subscriber) => {
    const { clock = systemClock } = options;
    const runner = startRunner(spec, data, runnerOptions(options), clock, (chunk) => {
      emitEvents(chunk, subscriber);
      if (chunk.type === "finished") subscriber.complete();
    });
    return () => runner.dispose();
  });
}

/**
 * The options as plain data, with defaults filled in.
 * @throws RangeError for an invalid id, time or size.
 */
export function runnerOptions({ id, name, epochsPerSecond = 0, ...others }: TrainOptions): RunnerOptions {
  const { clock = systemClock, timeLimitMs = Infinity, snapshotEveryMs = Infinity, snapshotBytes = 16e6 } = others;
  const { from, parent, ahead, isPaused = false, slowStart = false } = others;
  if (!(snapshotBytes >= 0)) {
    throw new RangeError(`startRun: expected snapshotBytes to be a number ≥ 0, got ${snapshotBytes}`);
  }
  for (const [option, ms] of Object.entries({ timeLimitMs, snapshotEveryMs })) {
    if (!(ms > 0)) throw new RangeError(`startRun: expected ${option} to be a number > 0, got ${ms}`);
  }
  const run = id ?? createRunId(clock.now());
  if (!isBoundedText(run, MAX_NAME_LENGTH)) {
    const got = JSON.stringify(shortenText(run));
    throw new RangeError(
      `startRun: expected an id of 1 to ${MAX_NAME_LENGTH} characters of well-formed Unicode, got ${got}`,
    );
  }
  return {
    run,
    name: shortenText(name ?? run, MAX_TITLE_LENGTH - 1).toWellFormed(),
    epochsPerSecond,
    timeLimitMs,
    snapshotEveryMs,
    snapshotBytes,
    ...(from && { from }),
    ...(parent !== undefined && { parent }),
    ...(ahead && { ahead }),
    ...(isPaused && { isPaused }),
    ...(slowStart && { slowStart }),
  };
}
