/** Entry of the worker thread: trains, sends chunks, receives commands, and ends with the training. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { createThreadedEngine } from "@epochal/simd";
import { startThread } from "@epochal/simd/node";
import { availableParallelism } from "node:os";
import { workerData, type MessagePort } from "node:worker_threads";
import { systemClock } from "../clock.ts";
import type { Command, EventChunk } from "../events/index.ts";
import type { BranchStart, RunnerOptions } from "../runner/runner-options.ts";
import { startRunner } from "../runner/runner.ts";
import { createBackpressureClock } from "./backpressure-clock.ts";

export interface WorkerTask {
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  readonly options: RunnerOptions;
  readonly canBranch: boolean;
  readonly port: MessagePort;
}
export type ToWorker =
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "stop"; readonly notice: string }
  /** The host has processed a chunk. */
  | { readonly type: "acknowledge" };
export type FromWorker =
  | { readonly type: "chunk"; readonly chunk: EventChunk }
  | { readonly type: "branch"; readonly branch: BranchStart }
  | { readonly type: "failed"; readonly error: unknown };

const MAX_UNACKNOWLEDGED_CHUNKS = 16;
/** On networks small enough to watch, more threads wait for each other longer than they work. */
const MAX_THREADS = 4;

const threads = Math.min(MAX_THREADS, availableParallelism());
const { spec, data, options, canBranch, port } = workerData as WorkerTask;

function send(message: FromWorker): void {
  port.postMessage(message);
}

try {
  const clock = createBackpressureClock(systemClock, MAX_UNACKNOWLEDGED_CHUNKS);
  const runner = startRunner(
    spec,
    data,
    options,
    clock,
    (chunk) => {
      clock.sent();
      send({ type: "chunk", chunk });
      if (chunk.type === "finished") port.close();
    },
    canBranch ? (branch) => send({ type: "branch", branch }) : undefined,
    createThreadedEngine({ threads, start: startThread }),
  );
  port.on("message", (message: ToWorker) => {
    if (message.type === "acknowledge") clock.acknowledged();
    else if (message.type === "stop") runner.stopWithNotice(message.notice);
    else runner.command(message.command);
  });
} catch (error) {
  send({ type: "failed", error });
  port.close();
}
