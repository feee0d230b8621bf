/** Runs a training in a worker thread. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { MessageChannel, Worker } from "node:worker_threads";
import type { EventChunk } from "../events/index.ts";
import type { BranchStart, Runner, RunnerOptions } from "../runner/runner-options.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./worker.ts";

/**
 * Starts a training in a worker thread; see `startRunner`.
 *
 * @param fail receives an error of the training or of its thread. No event follows.
 */
export function startWorker(
  spec: TrainingSpec,
  data: TrainingData,
  options: RunnerOptions,
  emit: (chunk: EventChunk) => void,
  fail: (error: unknown) => void,
  onBranch?: (branch: BranchStart) => void,
): Runner {
  // A channel of our own: with `node --watch`, Node sends messages of its own on a worker's default channel.
  const { port1: port, port2 } = new MessageChannel();
  const task: WorkerTask = { spec, data, options, canBranch: onBranch !== undefined, port: port2 };
  // Flags of this process, such as --input-type, must not be passed on to the worker.
  const worker = new Worker(workerUrl(), { workerData: task, transferList: [port2], execArgv: [] });
  let isOver = false;
  /** While held, chunks are not acknowledged, so that the worker stops training. */
  let isHeld = false;
  let unacknowledged = 0;

  function send(message: ToWorker): void {
    if (!isOver) port.postMessage(message);
  }

  function acknowledge(): void {
    for (; unacknowledged > 0 && !isHeld; unacknowledged--) send({ type: "acknowledge" });
  }

  function end(): void {
    isOver = true;
    port.close();
  }

  port.on("message", (message: FromWorker) => {
    if (isOver) return;
    switch (message.type) {
      case "failed":
        end();
        fail(message.error);
        break;
      case "branch":
        onBranch?.(message.branch);
        break;
      case "chunk":
        if (message.chunk.type === "finished") end();
        emit(message.chunk);
        unacknowledged += 1;
        acknowledge();
    }
  });
  worker.on("error", (error) => {
    end();
    fail(error);
  });
  // The last messages may arrive after the thread has ended: only when both are closed is a missing `finished` an error.
  let openCount = 2;
  const onClose = () => {
    openCount -= 1;
    if (openCount > 0 || isOver) return;
    end();
    fail(new Error("startRun: the training's worker thread ended before the training did"));
  };
  port.on("close", onClose);
  worker.on("exit", onClose);

  return {
    command: (command) => send({ type: "command", command }),
    stopWithNotice: (notice) => send({ type: "stop", notice }),
    hold(isHeldNow) {
      isHeld = isHeldNow;
      acknowledge();
    },
    dispose() {
      if (isOver) return;
      end();
      void worker.terminate();
    },
  };
}

/** The worker's source file in development; a bundle has it as an entry of its own. */
function workerUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL(import.meta.url.replace(/[^/]+$/, "worker.ts"));
  return new URL("./worker.js", import.meta.url);
}
