/** Starts the worker of a run in a browser. */
import type { Thread, ThreadListener } from "./thread.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** A page cannot limit the worker's heap. */
export function startWorker({ onMessage, onEnd }: ThreadListener<FromWorker>): Thread<ToWorker> {
  // Bundlers look for exactly this expression.
  const worker = new Worker(new URL("./web-worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => onMessage(data));
  worker.addEventListener("error", ({ message }: Partial<ErrorEvent>) => {
    worker.terminate();
    onEnd(
      new Error(message ?? "startRun: the browser could not load the worker's script; is web-worker.js published?"),
    );
  });
  return {
    send: (message) => worker.postMessage(message),
    // A page ends its workers itself.
    keepAlive: () => {},
    terminate: () => worker.terminate(),
  };
}

/** None: the worker compiles its own, so that the page needs no WebAssembly. */
export function modulesToShare(): undefined {
  return undefined;
}
