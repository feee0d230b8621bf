/** Entry of the worker thread: trains one run after another, sends their chunks, and receives their commands. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { createThreadedEngine, useCompiledModules, type CompiledModules } from "@epochal/simd";
import { startThread } from "@epochal/simd/node";
import { availableParallelism } from "node:os";
import { getHeapStatistics } from "node:v8";
import { workerData } from "node:worker_threads";
import { systemClock } from "../clock.ts";
import type { Command, EventChunk } from "../events/index.ts";
import type { BranchStart, Runner, RunnerOptions } from "../runner/runner-options.ts";
import { startRunner } from "../runner/runner.ts";
import { createBackpressureClock, type BackpressureClock } from "./backpressure-clock.ts";
import type { ThreadData } from "./thread.ts";

/** A run to train. */
export interface WorkerTask {
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  readonly options: RunnerOptions;
  readonly canBranch: boolean;
  readonly modules: CompiledModules;
}
export type ToWorker =
  | { readonly type: "start"; readonly task: WorkerTask }
  | { readonly type: "command"; readonly command: Command }
  | { readonly type: "stop"; readonly notice: string }
  /** The host has processed a chunk. */
  | { readonly type: "acknowledge" };
export type FromRun =
  | { readonly type: "chunk"; readonly chunk: EventChunk }
  | { readonly type: "branch"; readonly branch: BranchStart }
  | { readonly type: "failed"; readonly error: unknown };
/** `idle`: the run has finished, and the worker can train another one. */
export type FromWorker = FromRun | { readonly type: "idle" };

const MAX_UNACKNOWLEDGED_CHUNKS = 16;
/** On networks small enough to watch, more threads wait for each other longer than they work. */
const MAX_THREADS = 4;
/** A worker that has used more memory than this ends after its run: the memory is free at once. */
const MAX_IDLE_BYTES = 64 * 1024 * 1024;

const threads = Math.min(MAX_THREADS, availableParallelism());
const { port } = workerData as ThreadData<object>;
/** The current run. */
let current: { readonly runner: Runner; readonly clock: BackpressureClock } | undefined;
/** Whether the run had threads of its own: they, and the memory that they share, end with the worker. */
let hasThreads = false;

function send(message: FromWorker): void {
  port.postMessage(message);
}

function start({ spec, data, options, canBranch, modules }: WorkerTask): void {
  useCompiledModules(modules);
  const clock = createBackpressureClock(systemClock, MAX_UNACKNOWLEDGED_CHUNKS);
  const startHelper: typeof startThread = (task) => {
    hasThreads = true;
    startThread(task);
  };
  const runner = startRunner(
    spec,
    data,
    options,
    clock,
    (chunk) => {
      clock.sent();
      send({ type: "chunk", chunk });
      if (chunk.type === "finished") end();
    },
    canBranch ? (branch) => send({ type: "branch", branch }) : undefined,
    createThreadedEngine({ threads, start: startHelper }),
  );
  current = { runner, clock };
}

function end(): void {
  current = undefined;
  if (hasThreads || usedBytes() > MAX_IDLE_BYTES) port.close();
  else send({ type: "idle" });
}

function usedBytes(): number {
  const { total_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

port.on("message", (message: ToWorker) => {
  switch (message.type) {
    case "start":
      try {
        start(message.task);
      } catch (error) {
        send({ type: "failed", error });
        port.close();
      }
      return;
    // Messages may arrive after the run has finished.
    case "acknowledge":
      current?.clock.acknowledged();
      return;
    case "stop":
      current?.runner.stopWithNotice(message.notice);
      return;
    case "command":
      current?.runner.command(message.command);
  }
});
