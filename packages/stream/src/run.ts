/** A training that exists once, whoever watches: its events from the first on, and its commands. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import type { Observable } from "rxjs";
import { createBroadcast } from "./fan-out/broadcast.ts";
import { systemClock } from "./clock.ts";
import { startRunner } from "./runner/runner.ts";
import type { BranchStart, Runner } from "./runner/runner-options.ts";
import type { Command, EventChunk, TrainingEvent } from "./events/index.ts";
import { toEvents } from "./operators/to-events.ts";
import { runnerOptions, type TrainOptions } from "./train.ts";

/** A training that exists once, whoever watches. */
export interface Run {
  /** What logs and clients call it. */
  readonly id: string;
  /** A name for people, such as the file it learns from. */
  readonly name: string;
  /** The run that it begins at a state of, where there is one. */
  readonly parent?: string;
  /**
   * All that has happened so far, then what happens; completes after `finished`. Subscribing never starts or stops the training.
   * Of more than 262,144 epochs the older ones are thinned for who comes late, and `seq` leaves gaps there.
   */
  readonly events$: Observable<TrainingEvent>;
  /** The same in chunks, as logs and wires want it. */
  readonly chunks$: Observable<EventChunk>;
  /**
   * Whoever can take no more for now, such as a full store, holds a training that has a thread of its own; nothing is told of
   * it, and commands are obeyed meanwhile. Where there is no thread, or in what only looks like a run, without effect or not there.
   */
  readonly hold?: (isHeld: boolean) => void;
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
  /**
   * Is given each run that begins at a state of this one, by a `branch` command; it trains the same data by the same options, at the pace of now.
   * Default: nobody takes them, and the command is refused.
   */
  readonly onBranch?: (run: Run) => void;
}

/**
 * Starts a training at once. What is wrong with spec or data comes as the error of `events$`.
 */
export function startRun(spec: TrainingSpec, data: TrainingData, options: RunOptions = {}): Run {
  const { clock = systemClock, worker = false, onBranch } = options;
  const plain = runnerOptions(options);
  const broadcast = createBroadcast();
  const { chunks$ } = broadcast;
  const fail = (error: unknown) => broadcast.error(error);

  function emit(chunk: EventChunk): void {
    broadcast.next(chunk);
    if (chunk.type === "finished") broadcast.complete();
  }

  const takeBranch =
    onBranch &&
    (({ run, ...begun }: BranchStart) => {
      const { ahead: _, isPaused: __, ...others } = options;
      onBranch(startRun(spec, data, { ...others, ...begun, id: run }));
    });

  const driver = worker ? driveInWorker() : driveHere();

  function driveHere(): Runner {
    try {
      return startRunner(spec, data, plain, clock, emit, takeBranch);
    } catch (error) {
      fail(error);
      return { command: () => {}, dispose: () => {} };
    }
  }

  /** The worker comes up while this thread goes on; commands given before wait for it. */
  function driveInWorker(): Runner {
    let isDisposed = false;
    const started = import("./worker/worker-host.ts").then(({ driveInWorker: start }) =>
      isDisposed ? undefined : start(spec, data, plain, emit, fail, takeBranch),
    );
    started.catch(fail);
    const withWorker = (use: (worker: Runner) => void) => {
      void started.then(
        (driver) => driver && use(driver),
        () => {},
      );
    };
    return {
      command: (command) => withWorker((driver) => driver.command(command)),
      hold: (isHeld) => withWorker((driver) => driver.hold?.(isHeld)),
      dispose() {
        isDisposed = true;
        withWorker((driver) => driver.dispose());
      },
    };
  }

  return {
    id: plain.run,
    name: plain.name,
    ...(plain.parent !== undefined && { parent: plain.parent }),
    chunks$,
    events$: chunks$.pipe(toEvents()),
    hold: (isHeld) => driver.hold?.(isHeld),
    command: (command) => driver.command(command),
    dispose() {
      driver.dispose();
      broadcast.complete();
    },
  };
}
