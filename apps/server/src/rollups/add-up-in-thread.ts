/** Runs `rollup-worker.ts` and awaits its result. */
import { openThread, threadFile } from "@epochal/stream/thread";
import { createRollupIndex, type RollupIndex, type RollupIndexData } from "./rollup-index.ts";
import type { RollupTask } from "./rollup-worker.ts";

/** Rejects if the store cannot be read by another reader. */
export function addUpInThread(task: RollupTask): Promise<RollupIndex> {
  return new Promise((resolve, reject) => {
    const thread = openThread<never, RollupIndexData>(threadFile("rollup-worker", import.meta.url), task, {
      onMessage: (data) => resolve(createRollupIndex(data)),
      onEnd: (error) => reject(error ?? new Error("serve: the thread for sums stopped without a result")),
    });
    thread.keepAlive(false);
  });
}
