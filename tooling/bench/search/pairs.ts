/** The pairs of some tables and seeds, each in a thread: as many at a time as there are processors. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { HalvingPair, PairTask } from "./halving.ts";

/** Resolves to the pairs in the order of the tasks. @param onPair is called with each as soon as it is measured. */
export async function comparePairs(
  tasks: readonly PairTask[],
  onPair: (task: PairTask, pair: HalvingPair) => void,
): Promise<HalvingPair[]> {
  const pairs: HalvingPair[] = [];
  const waiting = tasks.entries();
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("pair-thread.ts", import.meta.url));
      const next = () => {
        const { value, done } = waiting.next();
        if (done) return void worker.terminate().then(() => resolve(), reject);
        const [i, task] = value;
        worker.once("message", (pair: HalvingPair) => {
          pairs[i] = pair;
          onPair(task, pair);
          next();
        });
        worker.postMessage(task);
      };
      worker.once("error", reject);
      next();
    });
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return pairs;
}
