/** The worker's side of a thread that helps with a training. */
import type { TrainingSpec } from "@epochal/core";
import { createCallbacks } from "../callbacks.ts";
import { writeDescriptions, type Layout } from "../layout.ts";
import { instantiate, type Exports } from "../instance.ts";
import { viewsOf } from "../views.ts";
import { createMemberRunner, memberSums, type RunMembers } from "./member-runner.ts";
import { ownBatchLayout } from "./own-batch.ts";
import { createPhaseRunner } from "./phases.ts";
import { openWorkBoard } from "./work-board.ts";

/** What a thread needs to start: plain data, a module and a shared memory, all of which `postMessage` can send. */
export interface ThreadTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly spec: TrainingSpec;
  readonly layout: Layout;
  /** The thread's slot on the work board, from 0. */
  readonly slot: number;
  /** A pointer to the thread's scratch. */
  readonly scratch: number;
  /** A pointer to the thread's own batch, if it computes members of an ensemble; see `ownBatchLayout`. */
  readonly batch: number;
}

/**
 * Starts a thread that calls `runThread(task)`: in Node a worker of `node:worker_threads`, on a page a `Worker`. It ends after
 * a minute without work and is started again when needed; it should not keep the process alive.
 */
export type StartThread = (task: ThreadTask) => void;

/** Helps with the training of the task. Blocks the calling thread until there has been no work for a minute. */
export function runThread({ module, memory, spec, layout, slot, scratch, batch }: ThreadTask): void {
  const views = viewsOf(memory, spec.precision ?? "float64");
  /** Plain TypeScript that the assembly calls uses the vectors of the layout. */
  function instantiateFor(vectors: Layout): Exports {
    const exports = instantiate(module, memory, createCallbacks(spec, vectors, views));
    exports.useScratch(scratch);
    return exports;
  }
  function createOwnRunner(): RunMembers {
    const own = ownBatchLayout(layout, views.size, batch);
    writeDescriptions(own, views);
    return createMemberRunner(instantiateFor(own), own.plan, memberSums(layout, views));
  }
  const runMembers = layout.words.members > 1 ? createOwnRunner() : () => {};
  const board = openWorkBoard(memory.buffer as unknown as SharedArrayBuffer, layout.board);
  board.serve(slot, createPhaseRunner(instantiateFor(layout), layout.plan, runMembers));
}
