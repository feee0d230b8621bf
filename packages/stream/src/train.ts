/** A training as a cold Observable: subscribing trains, unsubscribing stops. */
import type { Snapshot, TrainingData, TrainingSpec } from "@epochal/core";
import { Observable } from "rxjs";
import { systemClock, type Clock } from "./clock.ts";
import { startRunner } from "./runner/runner.ts";
import { createRunId, type RunnerOptions } from "./runner/runner-options.ts";
import { eventsOf, type SettingsChange, type TrainingEvent } from "./events/index.ts";

/** Options of `train` and `startRun`. */
export interface TrainOptions {
  /** The run's id. Default: made from the time it starts. */
  readonly id?: string;
  /** A name for people, such as the file it learns from. Default: the id. */
  readonly name?: string;
  /** Slows the training down to so many epochs a second, for people to watch. Default 0: as fast as it goes. */
  readonly epochsPerSecond?: number;
  /** The state to go on from, of a training with the same spec and data; the same bits follow. Default: untrained. */
  readonly from?: Snapshot;
  /** The run that `from` is a state of; told in `started`. Default: none is known. */
  readonly parent?: string;
  /** Settings that are to be set again on the way: those that `resumeOptions` found behind its snapshot. Default: none. */
  readonly ahead?: readonly SettingsChange[];
  /** Begins paused, and says so by a `commanded` event, before its first step. Default false. */
  readonly isPaused?: boolean;
  /** Stops after so much time, in ms, pauses left out; what was learned is kept. Default: whenever the training ends. */
  readonly timeLimitMs?: number;
  /**
   * Most time between two snapshots while it trains, in ms; for whoever must not lose more. Default: no such bound; there are
   * about a hundred in a run, fewer of a large network.
   */
  readonly snapshotEveryMs?: number;
  /**
   * What the snapshots that a run tells by itself may take together, in bytes; those that answer commands come on top. As much
   * is kept to go back to. Default 16,000,000: about a hundred of a network of 5,000 parameters, ten of one of 100,000.
   */
  readonly snapshotBytes?: number;
  /** Default: the clock on the wall. */
  readonly clock?: Clock;
}

/**
 * Every subscription is a training of its own, in this thread, in slices that leave room for others; it ends with a
 * `finished` event and then completes. Unsubscribing stops it.
 * What is wrong with spec or data comes as the Observable's error.
 */
export function train(spec: TrainingSpec, data: TrainingData, options: TrainOptions = {}): Observable<TrainingEvent> {
  return new Observable((subscriber) => {
    const { clock = systemClock } = options;
    const driver = startRunner(spec, data, runnerOptions(options), clock, (chunk) => {
      for (const event of eventsOf(chunk)) {
        if (subscriber.closed) return;
        subscriber.next(event);
      }
      if (chunk.type === "finished") subscriber.complete();
    });
    return () => driver.dispose();
  });
}

/**
 * The options with their defaults, as plain data.
 * @throws RangeError for a time that is none.
 */
export function runnerOptions({ id, name, epochsPerSecond = 0, ...others }: TrainOptions): RunnerOptions {
  const { clock = systemClock, timeLimitMs = Infinity, snapshotEveryMs = Infinity, snapshotBytes = 16e6 } = others;
  const { from, parent, ahead, isPaused = false } = others;
  if (!(snapshotBytes >= 0)) {
    throw new RangeError(`startRun: expected snapshotBytes to be a number ≥ 0, got ${snapshotBytes}`);
  }
  for (const [what, ms] of Object.entries({ timeLimitMs, snapshotEveryMs })) {
    if (!(ms > 0)) throw new RangeError(`startRun: expected ${what} to be a number > 0, got ${ms}`);
  }
  const run = id ?? createRunId(clock.now());
  return {
    run,
    name: name ?? run,
    epochsPerSecond,
    timeLimitMs,
    snapshotEveryMs,
    snapshotBytes,
    ...(from && { from }),
    ...(parent !== undefined && { parent }),
    ...(ahead && { ahead }),
    ...(isPaused && { isPaused }),
  };
}
