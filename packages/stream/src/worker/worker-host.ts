/** Runs a training in a worker thread. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { modulesToShare } from "#start-worker";
import type { Broadcast } from "../fan-out/broadcast.ts";
import type { BranchStart, Runner, RunnerOptions } from "../runner/runner-options.ts";
import type { FromRun, ToWorker } from "./worker-messages.ts";
import type { Thread } from "./thread.ts";
import { createWorkerPool } from "./worker-pool.ts";

/** The workers of this process or page. */
const pool = createWorkerPool();

/**
 * Starts a training in a worker thread; see `startRunner`.
 *
 * @param broadcast receives the events, or an error of the training or of its thread, after which no event follows.
 * @param limits of the worker; see `RunOptions`.
 */
export function startInWorker(
  spec: TrainingSpec,
  data: TrainingData,
  options: RunnerOptions,
  { next, error: fail }: Pick<Broadcast, "next" | "error">,
  onBranch: ((branch: BranchStart) => void) | undefined,
  { workerHeapBytes = Infinity, threads }: { readonly workerHeapBytes?: number; readonly threads?: number },
): Runner {
  /** While held, chunks are not acknowledged, so that the worker stops training. */
  let isHeld = false;
  let unacknowledged = 0;
  /** Undefined once the run is over: the worker may train another one then. */
  let worker: Pick<Thread<ToWorker>, "send" | "terminate"> | undefined = pool.take(
    { onMessage, onEnd },
    workerHeapBytes,
  );

  function acknowledge(): void {
    for (; unacknowledged > 0 && !isHeld; unacknowledged--) worker?.send({ type: "acknowledge" });
  }

  function onMessage(message: FromRun): void {
    if (!worker) return;
    switch (message.type) {
      case "failed":
        onEnd(message.error);
        break;
      case "branch":
        onBranch?.(message.branch);
        break;
      case "chunk":
        if (message.chunk.type === "finished") worker = undefined;
        next(message.chunk);
        unacknowledged += 1;
        acknowledge();
    }
  }

  function onEnd(error: unknown): void {
    if (!worker) return;
    worker = undefined;
    fail(error ?? new Error("startRun: the training's worker thread ended before the training did"));
  }

  try {
    // Anything else is for the worker to report.
    const modules = modulesToShare(spec.precision === "float32" ? "float32" : "float64");
    worker.send({ type: "start", task: { spec, data, options, canBranch: onBranch !== undefined, modules, threads } });
  } catch (error) {
    worker.terminate();
    throw error;
  }

  return {
    command: (command) => worker?.send({ type: "command", command }),
    stopWithNotice: (notice) => worker?.send({ type: "stop", notice }),
    hold(isHeldNow) {
      isHeld = isHeldNow;
      acknowledge();
    },
    dispose() {
      worker?.terminate();
      worker = undefined;
    },
  };
}
