/** The worker's side: trains one run after another, sends their chunks, and receives their commands. The same in Node and browsers. */
import type { BackendOptions } from "@epochal/core";
import { useCompiledModules } from "@epochal/simd";
import { systemClock } from "../clock.ts";
import type { EventChunk } from "../events/index.ts";
import type { Runner } from "../runner/runner-options.ts";
import { startRunner } from "../runner/runner.ts";
import { createBackpressureClock, type BackpressureClock } from "./backpressure-clock.ts";
import type { FromWorker, ToWorker, WorkerTask } from "./worker-messages.ts";

/** The thread that the runs train in. */
export interface WorkerThread {
  /** The connection to the host: the thread ends when it is closed. */
  readonly port: { postMessage(message: FromWorker): void; close(): void };
  /** The engine of the next run. @param threads the most threads to train on; see `WorkerTask`. */
  readonly createBackend: (threads?: number) => BackendOptions;
  /** Whether the thread can train another run; otherwise it is closed. */
  readonly canContinue: () => boolean;
}

const MAX_UNACKNOWLEDGED_CHUNKS = 16;

/** Returns a function that takes the host's messages. */
export function serveRuns({ port, createBackend, canContinue }: WorkerThread): (message: ToWorker) => void {
  /** The current run. */
  let current: { readonly runner: Runner; readonly clock: BackpressureClock } | undefined;

  function start({ spec, data, options, canBranch, modules, threads }: WorkerTask): void {
    if (modules) useCompiledModules(modules);
    const clock = createBackpressureClock(systemClock, MAX_UNACKNOWLEDGED_CHUNKS);
    const runner = startRunner(
      spec,
      data,
      options,
      clock,
      (chunk) => {
        clock.sent();
        if (chunk.type === "finished") end(chunk);
        else port.postMessage({ type: "chunk", chunk });
      },
      canBranch ? (branch) => port.postMessage({ type: "branch", branch }) : undefined,
      createBackend(threads),
    );
    current = { runner, clock };
  }

  function end(chunk: EventChunk): void {
    current = undefined;
    const isReusable = canContinue();
    port.postMessage({ type: "chunk", chunk, ...(isReusable && { isLast: true }) });
    if (!isReusable) port.close();
  }

  return (message) => {
    switch (message.type) {
      case "start":
        try {
          start(message.task);
        } catch (error) {
          port.postMessage({ type: "failed", error });
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
  };
}
