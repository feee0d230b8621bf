/** Entry of the worker thread in Node. Large trainings use further threads. */
import { useSha256 } from "@epochal/core";
import { createSimdKernels, createThreadedEngine } from "@epochal/simd";
import { startThread } from "@epochal/simd/node";
import { hash } from "node:crypto";
import { availableParallelism } from "node:os";
import { getHeapStatistics } from "node:v8";
import { workerData } from "node:worker_threads";
import { serveRuns } from "./serve-runs.ts";
import type { ThreadData } from "./thread.ts";

/** On networks small enough to watch, more threads wait for each other longer than they work. */
const MAX_THREADS = 4;
/**
 * A worker that has used more memory than this ends after its run: the memory is free at once. Small trainings leave 35 to 80 MB, most of it
 * code and garbage: a thread that trains the next one needs a quarter less processor time, since its code is compiled.
 */
const MAX_IDLE_BYTES = 96 * 1024 * 1024;

const defaultThreads = Math.min(MAX_THREADS, availableParallelism());
const { port } = workerData as ThreadData<object>;
/** Whether a run had threads of its own: they, and the memory that they share, end with the worker. */
let hasThreads = false;

const startHelper: typeof startThread = (task) => {
  hasThreads = true;
  startThread(task);
};

function usedBytes(): number {
  const { total_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

useSha256((bytes) => hash("sha256", bytes));
const receive = serveRuns({
  port,
  // In float64 the products have the bits of plain TypeScript, and the report is several times as fast.
  createBackend: (threads = defaultThreads) => ({
    engine: createThreadedEngine({ threads, start: startHelper }),
    modelKernels: createSimdKernels(),
  }),
  canContinue: () => !hasThreads && usedBytes() <= MAX_IDLE_BYTES,
});
port.on("message", receive);
