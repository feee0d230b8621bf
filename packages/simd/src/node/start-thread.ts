/** Threads for large trainings, in Node. */
import type { StartThread } from "../threads/run-thread.ts";

/** Starts a worker that does not keep the process alive. An error in it is an uncaught exception. */
export const startThread: StartThread = (task) => {
  // Loaded with the first thread: most trainings have none, and start sooner without it.
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  // Flags of this process, such as --input-type, must not reach the worker.
  new Worker(threadUrl(), { workerData: task, execArgv: [] }).unref();
};

/** The worker's file: beside this one as source, and an entry of its own beside a bundle. */
function threadUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL(import.meta.url.replace(/[^/]+$/, "thread.ts"));
  return new URL("./thread.js", import.meta.url);
}
