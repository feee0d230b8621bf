/** Starts the worker of a run in Node; `start-web-worker.ts` does so in browsers. */
import type { Precision } from "@epochal/core";
import { compiledModules, type CompiledModules } from "@epochal/simd";
import { openThread, threadFile, type Thread, type ThreadListener } from "./thread.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** @param heapBytes limits its JavaScript heap; Infinity for Node's own limit. */
export function startWorker(listener: ThreadListener<FromWorker>, heapBytes: number): Thread<ToWorker> {
  const limits = heapBytes === Infinity ? undefined : { maxOldGenerationSizeMb: Math.ceil(heapBytes / 2 ** 20) };
  return openThread(threadFile("worker", import.meta.url), {}, listener, limits);
}

/** The precisions that a worker has been started for. */
const started = new Set<Precision>();

/**
 * What workers of this process share, so that not each compiles it again. The first compiles its own, only what its training
 * needs, while this thread starts to show the run.
 */
export function modulesToShare(precision: Precision): CompiledModules | undefined {
  if (started.has(precision)) return compiledModules(precision);
  started.add(precision);
  return undefined;
}
