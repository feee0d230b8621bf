/** A training as a cold Observable: subscribing trains, unsubscribing stops. */
import type { Snapshot, TrainingData, TrainingSpec } from "@epochal/core";
import { Observable } from "rxjs";
import { systemClock, type Clock } from "./clock.ts";
import { drive, type DriveOptions } from "./drive.ts";
import { eventsOf, type TrainingEvent } from "./events.ts";

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
  /** Stops after so much time, in ms, pauses left out; what was learned is kept. Default: whenever the training ends. */
  readonly timeLimitMs?: number;
  /**
   * Most time between two snapshots while it trains, in ms; for whoever must not lose more. Default: no such bound; there are
   * about a hundred in a run, fewer of a large network.
   */
  readonly snapshotEveryMs?: number;
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
    const driver = drive(spec, data, driveOptions(options), clock, (chunk) => {
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
export function driveOptions({ id, name, epochsPerSecond = 0, from, ...times }: TrainOptions): DriveOptions {
  const { clock = systemClock, timeLimitMs = Infinity, snapshotEveryMs = Infinity } = times;
  for (const [what, ms] of Object.entries({ timeLimitMs, snapshotEveryMs })) {
    if (!(ms > 0)) throw new RangeError(`startRun: expected ${what} to be a number > 0, got ${ms}`);
  }
  const run = id ?? `run-${clock.now().toString(36)}`;
  return { run, name: name ?? run, epochsPerSecond, timeLimitMs, snapshotEveryMs, ...(from && { from }) };
}
