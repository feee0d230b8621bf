/** Large trainings by several threads. */
import type { Engine } from "@epochal/core";
import { precisionOf, simdEngine, takesOn } from "../engine.ts";
import { layOut } from "../layout.ts";
import { createProgram } from "../program.ts";
import { canShare, MOST_THREADS } from "./board.ts";
import { sharedModuleFor } from "./shared-module.ts";
import { createSharedSteps, isLarge, type ThreadOptions } from "./shared-steps.ts";

/**
 * `simdEngine`, which shares each update of a training that is large enough with other threads: with the same bits, however many
 * there are. They are started with the first update; those that come later, or never, leave the work to the others. Where
 * memory cannot be shared (a page without cross-origin isolation) or a thread may not wait (a page's own), there is only one.
 *
 * @throws RangeError for a number of threads out of range.
 */
export function createThreadedEngine(options: ThreadOptions): Engine {
  const { threads } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    throw new RangeError(`createThreadedEngine: expected 1 to ${MOST_THREADS} threads, got ${threads}`);
  }
  if (threads === 1 || !canShare()) return simdEngine;
  return (plan) => {
    if (!takesOn(plan)) return undefined;
    const layout = layOut(plan);
    if (!isLarge(layout)) return simdEngine(plan);
    const module = sharedModuleFor(precisionOf(plan));
    const createSteps = createSharedSteps.bind(undefined, options);
    // Memory that is shared has a limit of its own in some places: without, there is one thread.
    return (module && createProgram(plan, layout, module, { threads, createSteps })) ?? simdEngine(plan);
  };
}
