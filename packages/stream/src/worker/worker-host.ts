/** A training in a worker thread, seen from the thread that started it. */
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { MessageChannel, Worker } from "node:worker_threads";
import type { BranchStart, RunnerOptions, Runner } from "../runner/runner-options.ts";
import type { EventChunk } from "../events/index.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./worker.ts";

/** Drives a training in a worker thread; chunks and failures come as they happen. */
export function driveInWorker(
  spec: TrainingSpec,
  data: TrainingData,
  options: RunnerOptions,
  emit: (chunk: EventChunk) => void,
  fail: (error: unknown) => void,
  branch?: (branch: BranchStart) => void,
): Runner {
  // A channel of our own: a watching Node puts messages of its own on a worker's default one.
  const { port1: port, port2 } = new MessageChannel();
  const task: WorkerTask = { spec, data, options, canBranch: branch !== undefined, port: port2 };
  // The flags that this process was started with, such as --input-type, are not the worker's business.
  const worker = new Worker(workerUrl(), { workerData: task, transferList: [port2], execArgv: [] });
  let isOver = false;
  /** Chunks that were taken while nothing more was to come. */
  let isHeld = false;
  let owed = 0;

  function send(message: ToWorker): void {
    if (!isOver) port.postMessage(message);
  }

  function pay(): void {
    for (; owed > 0 && !isHeld; owed--) send({ type: "taken" });
  }

  function end(): void {
    isOver = true;
    port.close();
  }

  port.on("message", (message: FromWorker) => {
    if (isOver) return;
    if (message.type === "failed") {
      end();
      fail(message.error);
      return;
    }
    if (message.type === "branch") {
      branch?.(message.branch);
      return;
    }
    if (message.chunk.type === "finished") end();
    emit(message.chunk);
    owed += 1;
    pay();
  });
  worker.on("error", (error) => {
    end();
    fail(error);
  });
  // The last messages may arrive after the thread has ended: only when both are through is something missing.
  let open = 2;
  const close = () => {
    open -= 1;
    if (open > 0 || isOver) return;
    end();
    fail(new Error("startRun: expected the training's thread to finish, but it ended before"));
  };
  port.on("close", close);
  worker.on("exit", close);

  return {
    command: (command) => send({ type: "command", command }),
    hold(is) {
      isHeld = is;
      pay();
    },
    dispose() {
      if (isOver) return;
      end();
      void worker.terminate();
    },
  };
}

/** The worker's file: beside this one as source, and as its own entry beside a bundle. */
function workerUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL(import.meta.url.replace(/[^/]+$/, "worker.ts"));
  return new URL("./worker.js", import.meta.url);
}
