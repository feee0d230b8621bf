/** The inside of a training's thread: takes a task, sends chunks, obeys commands, and ends with the training. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { createThreadedEngine } from "@epochal/simd";
import { startThread } from "@epochal/simd/node";
import { availableParallelism } from "node:os";
import { workerData, type MessagePort } from "node:worker_threads";
import { systemClock } from "../clock.ts";
import { startRunner } from "../runner/runner.ts";
import { createBackpressureClock } from "./backpressure-clock.ts";
import type { BranchStart, RunnerOptions } from "../runner/runner-options.ts";
import type { Command, EventChunk } from "../events/index.ts";

export interface WorkerTask {
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  readonly options: RunnerOptions;
  /** Whether somebody takes runs that begin at a state of this one. */
  readonly canBranch: boolean;
  readonly port: MessagePort;
}
export type ToWorker =
  | { readonly type: "command"; readonly command: Command }
  /** A chunk has been taken. */
  | { readonly type: "taken" };
export type FromWorker =
  | { readonly type: "chunk"; readonly chunk: EventChunk }
  | { readonly type: "branch"; readonly branch: BranchStart }
  | { readonly type: "failed"; readonly error: unknown };

/** Chunks on their way: a training that is quicker than whoever takes them waits. */
const MOST_UNTAKEN = 16;
/** More than a few wait for each other longer than they work, on the networks that people watch. */
const MOST_THREADS = 4;

const threads = Math.min(MOST_THREADS, availableParallelism());
const { spec, data, options, canBranch, port } = workerData as WorkerTask;

function send(message: FromWorker): void {
  port.postMessage(message);
}

try {
  const clock = createBackpressureClock(systemClock, MOST_UNTAKEN);
  const driver = startRunner(
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
    if (message.type === "taken") clock.acknowledged();
    else driver.command(message.command);
  });
} catch (error) {
  send({ type: "failed", error });
  port.close();
}
