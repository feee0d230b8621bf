/** Hot runs: any number of subscribers watch and control one training. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import type { Observable } from "rxjs";
import { systemClock } from "./clock.ts";
import type { Command, EventChunk, TrainingEvent } from "./events/index.ts";
import { createBroadcast } from "./fan-out/broadcast.ts";
import { boundCommand } from "./commands/command-size.ts";
import type { BranchStart, Runner } from "./runner/runner-options.ts";
import { startRunner } from "./runner/runner.ts";
import { runnerOptions, type TrainOptions } from "./train.ts";
import { startInWorker } from "./worker/worker-host.ts";

/** A training that exists once, however many subscribers it has. */
export interface Run {
  /** Its id in logs and for clients. */
  readonly id: string;
  /** A name for people, such as the data file's. */
  readonly name: string;
  /** Id of the run that it resumes or branches from, if any. */
  readonly parent?: string;
  /**
   * All events so far, then those that follow; completes after `finished`. Subscribing neither starts nor stops the training.
   * For late subscribers, older epochs are thinned when there are more than 262,144: `seq` has gaps there.
   */
  readonly events$: Observable<TrainingEvent>;
  /** The same events in chunks, for logs and the wire. */
  readonly chunks$: Observable<EventChunk>;
  /**
   * Applies backpressure, for example while a store is full: while held, a training in a worker stops, but still handles
   * commands. Absent if the training shares this thread, and in a replay.
   */
  readonly hold?: (isHeld: boolean) => void;
  /** Takes effect between two steps; the reply is a `commanded` event. Ignored after the last event. */
  command(command: Command): void;
  /**
   * Ends the training as a `stop` command does, after a `noticed` event with this text, for example when a store has no more room.
   * Ignored after the last event; absent in a replay.
   */
  readonly stopWithNotice?: (text: string) => void;
  /**
   * Ends the training immediately, without further events; `events$` completes. A subscriber that calls it within `next` does not
   * even receive the rest of the current chunk.
   */
  dispose(): void;
}

/** How and where a run trains. Every option has a default. */
export interface RunOptions extends TrainOptions {
  /**
   * Trains in a worker thread, so that this thread stays free; in a browser, in a Web Worker. Always uses the system's clock.
   * Default false: in this thread, in slices of about 8 ms.
   */
  readonly worker?: boolean;
  /**
   * Limits the worker's JavaScript heap, in bytes; vectors do not count. A training that needs more fails, and nothing else does.
   * Only in Node. Default: Node's own limit.
   */
  readonly workerHeapBytes?: number;
  /**
   * The most threads of a training in a worker, its own included; only a large training uses more than one, and the bits are the same.
   * Only in Node. Default: one for each processor, at most 4. Of several runs at once each should have a share.
   */
  readonly threads?: number;
  /**
   * Receives the new run of each `branch` command. It trains the same data with the same options, at the current rate limit.
   * Default: `branch` commands are rejected.
   */
  readonly onBranch?: (run: Run) => void;
  /**
   * Receives what starts a branch in place of `onBranch`, for example to queue it: nothing is started.
   * Default: `onBranch` receives a run that has started.
   */
  readonly onBranchRequest?: (branch: BranchStart) => void;
}

/** Starts a training immediately. Errors, such as an invalid spec or data that do not fit it, arrive as the error of `events$`. */
export function startRun(spec: TrainingSpec, data: TrainingData, options: RunOptions = {}): Run {
  const { clock = systemClock, worker = false, onBranch, onBranchRequest } = options;
  const plainOptions = runnerOptions(options);
  const broadcast = createBroadcast();

  const startBranch =
    onBranchRequest ??
    (onBranch &&
      (({ run, ...branch }: BranchStart) => {
        const { ahead: _, isPaused: __, ...inherited } = options;
        onBranch(startRun(spec, data, { ...inherited, ...branch, id: run }));
      }));

  let runner: Runner = { command() {}, stopWithNotice() {}, dispose() {} };
  try {
    runner = worker
      ? startInWorker(spec, data, plainOptions, broadcast, startBranch, options)
      : startRunner(spec, data, plainOptions, clock, broadcast.next, startBranch);
  } catch (error) {
    broadcast.error(error);
  }
  return {
    id: plainOptions.run,
    name: plainOptions.name,
    ...(plainOptions.parent !== undefined && { parent: plainOptions.parent }),
    chunks$: broadcast.chunks$,
    events$: broadcast.events$,
    ...runner,
    command: (command) => runner.command(boundCommand(command)),
    dispose() {
      runner.dispose();
      broadcast.dispose();
    },
  };
}
