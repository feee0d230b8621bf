/** The inside of a thread that helps a training. */
import type { TrainingSpec } from "@epochal/core";
import { createCallbacks } from "../callbacks.ts";
import type { Layout } from "../layout.ts";
import { instantiate } from "../modules.ts";
import { viewsOf } from "../views.ts";
import { openBoard } from "./board.ts";
import { createPhases } from "./phases.ts";

/** What a thread is told when it is started: plain data, a module and a shared memory, to be sent by `postMessage`. */
export interface ThreadTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly spec: TrainingSpec;
  readonly layout: Layout;
  /** Its place on the board, from 0, and that of its scratch in the memory. */
  readonly slot: number;
  readonly scratch: number;
}

/**
 * Starts a thread that calls `runThread(task)`: in Node a worker of `node:worker_threads`, on a page a `Worker`. It ends by
 * itself when there has been nothing to do for a minute, and is started anew when there is; it should keep nobody alive.
 */
export type StartThread = (task: ThreadTask) => void;

/** Helps the training of the task, in the thread that calls it, which is blocked until there has been nothing to do for a minute. */
export function runThread({ module, memory, spec, layout, slot, scratch }: ThreadTask): void {
  const views = viewsOf(memory, spec.precision ?? "float64");
  const exports = instantiate(module, memory, createCallbacks(spec, layout, views));
  exports.useScratch(scratch);
  const board = openBoard(memory.buffer as unknown as SharedArrayBuffer, layout.board);
  board.attend(slot, createPhases(exports, layout.plan));
}
