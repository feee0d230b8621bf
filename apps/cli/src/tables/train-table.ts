/** Runs `table-worker.ts` and awaits its result. */
import type { RecipeOptions } from "@epochal/data";
import type { ResolvedTraining } from "@epochal/server";
import { openThread, threadFile } from "@epochal/stream/thread";
import type { TableResult, TableTask } from "./table-worker.ts";

/** The training that `recipe` makes of a table, or what is wrong with the table. */
export function trainTable(path: string, name: string, options: RecipeOptions): Promise<ResolvedTraining | string> {
  const task: TableTask = { path, name, options };
  return new Promise((resolve, reject) => {
    openThread<never, TableResult>(threadFile("table-worker", import.meta.url), task, {
      onMessage: (result) => resolve("training" in result ? result.training : result.problem),
      onEnd: (error) => reject(error ?? new Error(`start: the worker for ${name} stopped without a result`)),
    });
  });
}
