/** Threads for large trainings, in Node. */
import { Worker } from "node:worker_threads";
import type { StartThread } from "../threads/run-thread.ts";

/** Starts a worker that does not keep the process alive. An error in it is an uncaught exception. */
export const startThread: StartThread = (task) => {
  // Flags of this process, such as --input-type, must not reach the worker.
  new Worker(threadUrl(), { workerData: task, execArgv: [] }).unref();
};

/** The worker's file: beside this one as source, and an entry of its own beside a bundle. */
function threadUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL(import.meta.url.replace(/[^/]+$/, "thread.ts"));
  return new URL("./thread.js", import.meta.url);
}
