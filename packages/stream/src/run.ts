/** A training that exists once, whoever watches: its events from the first on, and its commands. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { Observable } from "rxjs";
import { concatMap } from "rxjs/operators";
import { systemClock } from "./clock.ts";
import { drive, type Driver } from "./drive.ts";
import { eventsOf, type Command, type EventChunk, type TrainingEvent } from "./events.ts";
import { driveOptions, type TrainOptions } from "./train.ts";

/** A training that exists once, whoever watches. */
export interface Run {
  /** What logs and clients call it. */
  readonly id: string;
  /** A name for people, such as the file it learns from. */
  readonly name: string;
  /** All that has happened so far, then what happens; completes after `finished`. Subscribing never starts or stops the training. */
  readonly events$: Observable<TrainingEvent>;
  /** The same in chunks, as logs and wires want it. */
  readonly chunks$: Observable<EventChunk>;
  /** Takes effect between two steps and is answered by a `commanded` event. Without effect after the last event. */
  command(command: Command): void;
  /** Ends the training at once, without another event; `events$` completes. */
  dispose(): void;
}

/** Where and how a run trains; all of it may be left out. */
export interface RunOptions extends TrainOptions {
  /**
   * Trains in a worker thread, so that this one stays free; needs Node, and takes the clock on the wall.
   * Default false: in this thread, in slices of about 8 ms.
   */
  readonly worker?: boolean;
}

/**
 * Starts a training at once. What is wrong with spec or data comes as the error of `events$`.
 */
export function startRun(spec: TrainingSpec, data: TrainingData, options: RunOptions = {}): Run {
  const { clock = systemClock, worker = false } = options;
  const plain = driveOptions(options);
  const chunks: EventChunk[] = [];
  const watchers = new Set<() => void>();
  let failure: { readonly error: unknown } | undefined;
  let isOver = false;

  function emit(chunk: EventChunk): void {
    chunks.push(chunk);
    if (chunk.type === "finished") isOver = true;
    tellWatchers();
  }

  function fail(error: unknown): void {
    failure ??= { error };
    tellWatchers();
  }

  function tellWatchers(): void {
    for (const advance of watchers) advance();
  }

  // A watcher is a cursor on what has happened: live only means that it has reached the end.
  const chunks$ = new Observable<EventChunk>((subscriber) => {
    let next = 0;
    const advance = () => {
      for (let chunk = chunks[next]; chunk && !subscriber.closed; chunk = chunks[next]) {
        next += 1;
        subscriber.next(chunk);
      }
      if (failure) subscriber.error(failure.error);
      else if (isOver) subscriber.complete();
    };
    watchers.add(advance);
    advance();
    return () => watchers.delete(advance);
  });

  const driver = worker ? driveInWorker() : driveHere();

  function driveHere(): Driver {
    try {
      return drive(spec, data, plain, clock, emit);
    } catch (error) {
      fail(error);
      return { command: () => {}, dispose: () => {} };
    }
  }

  /** The worker comes up while this thread goes on; commands given before wait for it. */
  function driveInWorker(): Driver {
    let isDisposed = false;
    const started = import("./worker-host.ts").then(({ driveInWorker: start }) =>
      isDisposed ? undefined : start(spec, data, plain, emit, fail),
    );
    started.catch(fail);
    const withWorker = (use: (worker: Driver) => void) => {
      void started.then(
        (driver) => driver && use(driver),
        () => {},
      );
    };
    return {
      command: (command) => withWorker((driver) => driver.command(command)),
      dispose() {
        isDisposed = true;
        withWorker((driver) => driver.dispose());
      },
    };
  }

  return {
    id: plain.run,
    name: plain.name,
    chunks$,
    events$: chunks$.pipe(concatMap((chunk) => eventsOf(chunk))),
    command: (command) => driver.command(command),
    dispose() {
      driver.dispose();
      isOver = true;
      tellWatchers();
    },
  };
}
