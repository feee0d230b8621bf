/** Large trainings on several threads. */
import type { Engine } from "@epochal/core";
import { createEngineSession } from "../engine-session.ts";
import { isSupported, precisionOf, simdEngine } from "../engine.ts";
import { createLayout } from "../layout.ts";
import { ownBatchBytes } from "./own-batch.ts";
import { createParallelSteps, isLarge, type ThreadOptions } from "./parallel-steps.ts";
import { sharedModuleFor } from "./shared-module.ts";
import { canShare, MAX_THREADS } from "./work-board.ts";

/**
 * `simdEngine` that shares each update of a large training among threads; the bits do not depend on their number. Threads are
 * started with the first update. While some have not started, the others do their work. There is only one thread if memory
 * cannot be shared (a page without cross-origin isolation) or the calling thread may not wait (a page's main thread).
 *
 * @throws RangeError for a number of threads out of range.
 */
export function createThreadedEngine(options: ThreadOptions): Engine {
  const { threads } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw new RangeError(`createThreadedEngine: expected 1 to ${MAX_THREADS} threads, got ${threads}`);
  if (threads === 1 || !canShare()) return simdEngine;
  return (plan) => {
    if (!isSupported(plan)) return undefined;
    const layout = createLayout(plan);
    if (!isLarge(layout)) return simdEngine(plan);
    const module = sharedModuleFor(precisionOf(plan));
    const createSteps = createParallelSteps.bind(undefined, options);
    const ownBytes = ownBatchBytes(layout, precisionOf(plan) === "float32" ? 4 : 8);
    // Some engines limit shared memory more than other memory: one thread may still fit.
    return (
      (module && createEngineSession(plan, layout, module, { threads, ownBytes, createSteps })) ?? simdEngine(plan)
    );
  };
}
