/** Updates shared by several threads. The bits do not depend on the number of threads, nor on when they join. */
import type { SharedSession } from "../engine-session.ts";
import type { Layout } from "../layout.ts";
import { viewsOf } from "../views.ts";
import { createMemberRunner, memberSums } from "./member-runner.ts";
import { createPhaseRunner, membersJob, membersLeft, rowsJob, updateJob, weightsJob } from "./phases.ts";
import type { StartThread } from "./run-thread.ts";
import { openWorkBoard } from "./work-board.ts";

/** Threads for large trainings. */
export interface ThreadOptions {
  /** The most threads to use, the training's own included: from 1 to 16. */
  readonly threads: number;
  /** Starts one of the others. */
  readonly start: StartThread;
}

/** Threads pay from this number of products (weight times row) in an update: 0.5 ms of work, compared with a few waits of 10 µs. */
const MIN_PRODUCTS = 5e6;
/** The members of an ensemble need no waits while they are computed. */
const MIN_ENSEMBLE_PRODUCTS = 1e6;

/** Whether a training is so large that threads pay. */
export function isLarge({ words }: Layout): boolean {
  // Three products for each weight and row: forward, to the inputs, and to the weights.
  const products = 3 * words.batchRows * words.parameterCount;
  return products >= (words.members > 1 ? MIN_ENSEMBLE_PRODUCTS : MIN_PRODUCTS);
}

/** Does what the assembly's `steps` does: up to `count` updates from batch `first` of the epoch; returns how many had a finite loss. */
export function createParallelSteps(
  { threads, start }: ThreadOptions,
  { module, memory, spec, layout, exports, losses, weights, rows: rowsInMemory, memoryOf }: SharedSession,
): (first: number, count: number) => number {
  const { plan, words } = layout;
  const { members } = words;
  const board = openWorkBoard(memory.buffer as unknown as SharedArrayBuffer, layout.board);
  const sums = memberSums(layout, viewsOf(memory, spec.precision ?? "float64"));
  const runPhase = createPhaseRunner(exports, plan, createMemberRunner(exports, plan, sums));

  /** A member that all threads share. */
  function computeTogether(member: number, row: number, rows: number): void {
    const total = exports.weigh(plan, member, row, rows);
    board.runParallel(rowsJob(member, row, rows, total), runPhase);
    sums[2 * member] = exports.sumLosses(plan, rows);
    sums[2 * member + 1] = total;
    board.runParallel(weightsJob(member, rows), runPhase);
  }

  function step(row: number, rows: number, index: number): boolean {
    // A member for each thread, as long as there are enough of them.
    const parts = members > 1 ? board.runParallel(membersJob(members, row, rows), runPhase) : Infinity;
    for (let member = membersLeft(members, parts); member < members; member++) computeTogether(member, row, rows);
    let sum = 0;
    let weight = 0;
    for (let member = 0; member < members; member++) {
      sum += sums[2 * member];
      weight += sums[2 * member + 1];
    }
    const loss = weight === 0 ? 0 : sum / weight;
    losses[index] = loss;
    weights[index] = weight;
    if (!Number.isFinite(loss)) return false;
    exports.regularize(plan);
    board.runParallel(updateJob(index), runPhase);
    return true;
  }

  return (first, count) => {
    board.ensureThreads(threads - 1, (slot) => {
      const { scratch, own: batch } = memoryOf(slot + 1);
      start({ module, memory, spec, layout, slot, scratch, batch });
    });
    for (let index = 0; index < count; index++) {
      const row = (first + index) * words.batchRows;
      if (!step(row, Math.min(words.batchRows, rowsInMemory() - row), index)) return index;
    }
    return count;
  };
}
