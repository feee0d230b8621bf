/** The training of a table, made in a thread of its own; seen from the thread that wants it. */
import type { RecipeOptions } from "@epochal/data";
import type { ResolvedTraining } from "@epochal/server";
import { MessageChannel, Worker } from "node:worker_threads";
import type { TableResult, TableTask } from "./table-worker.ts";

/** The training that the recipe makes of a table; a line where the table is none, or nothing can be learned from it. */
export function trainTable(path: string, name: string, options: RecipeOptions): Promise<ResolvedTraining | string> {
  const { port1: port, port2 } = new MessageChannel();
  const task: TableTask = { path, name, options, port: port2 };
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl(), { workerData: task, transferList: [port2], execArgv: [] });
    port.on("message", (message: TableResult) => {
      resolve("training" in message ? message.training : message.complaint);
      port.close();
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      // What it said last may come after its end.
      setImmediate(() => reject(new Error(`start: expected a training of ${name}, but its thread ended before`)));
    });
  });
}

/** The worker's file: beside this one as source, and as its own entry beside a bundle. */
function workerUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL("table-worker.ts", import.meta.url);
  return new URL("./table-worker.js", import.meta.url);
}
