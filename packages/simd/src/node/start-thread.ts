/** Threads that help a large training, in Node. */
import { Worker } from "node:worker_threads";
import type { StartThread } from "../threads/run-thread.ts";

/** Starts a worker that keeps nobody alive. What goes wrong in it is an uncaught exception. */
export const startThread: StartThread = (task) => {
  // The flags that this process was started with, such as --input-type, are not the worker's business.
  new Worker(threadUrl(), { workerData: task, execArgv: [] }).unref();
};

/** The thread's file: beside this one as source, and as its own entry beside a bundle. */
function threadUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL(import.meta.url.replace(/[^/]+$/, "thread.ts"));
  return new URL("./thread.js", import.meta.url);
}
