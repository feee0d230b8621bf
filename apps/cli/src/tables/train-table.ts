/** Runs `table-worker.ts` and awaits its result. */
import type { RecipeOptions } from "@epochal/data";
import type { ResolvedTraining } from "@epochal/server";
import { MessageChannel, Worker } from "node:worker_threads";
import type { TableResult, TableTask } from "./table-worker.ts";

/** The training that `recipe` makes of a table, or what is wrong with the table. */
export function trainTable(path: string, name: string, options: RecipeOptions): Promise<ResolvedTraining | string> {
  const { port1: port, port2 } = new MessageChannel();
  const task: TableTask = { path, name, options, port: port2 };
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl(), { workerData: task, transferList: [port2], execArgv: [] });
    port.on("message", (message: TableResult) => {
      resolve("training" in message ? message.training : message.problem);
      port.close();
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      // The last message may arrive after the exit.
      setImmediate(() => reject(new Error(`start: the worker for ${name} stopped without a result`)));
    });
  });
}

/** The worker's file: beside this one in the sources, beside the bundle when built. */
function workerUrl(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "table-worker.ts" : "table-worker.js", import.meta.url);
}
