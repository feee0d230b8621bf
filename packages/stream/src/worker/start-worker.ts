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

/** What all workers of this process share, so that none compiles it again. */
export function modulesToShare(precision: Precision): CompiledModules | undefined {
  return compiledModules(precision);
}
