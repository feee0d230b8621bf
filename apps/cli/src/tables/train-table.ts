/** Runs `table-worker.ts` and awaits its result. */
import { createRefusal, type Refusal, type ResolvedTraining } from "@epochal/server";
import { openThread, threadFile } from "@epochal/stream/thread";
import type { TableResult, TableTask } from "./table-worker.ts";

/** The memory of all objects while a table is read; the vectors of its cells are not among them. */
const HEAP_MB = 192;

/**
 * Resolves to the training that `recipe` makes of a table, or to what is wrong with the table.
 * @param signal ends the worker; then the promise is rejected.
 */
export function trainTable(task: TableTask, signal: AbortSignal): Promise<ResolvedTraining | Refusal> {
  return new Promise((resolve, reject) => {
    const thread = openThread<never, TableResult>(
      threadFile("table-worker", import.meta.url),
      task,
      {
        onMessage: (result) =>
          resolve("training" in result ? result.training : createRefusal("badTraining", result.problem)),
        onEnd(error) {
          signal.removeEventListener("abort", stop);
          if ((error as NodeJS.ErrnoException | undefined)?.code === "ERR_WORKER_OUT_OF_MEMORY") {
            return resolve(
              createRefusal(
                "tooMuchData",
                `"${task.name}" needs too much memory; use fewer rows, or CSV instead of JSON`,
              ),
            );
          }
          reject(error ?? new Error(`start: the worker for ${task.name} stopped without a result`));
        },
      },
      { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 16 },
    );
    const stop = () => thread.terminate();
    signal.addEventListener("abort", stop, { once: true });
  });
}
