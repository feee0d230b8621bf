/** Updates that several threads share: the bits are those of one, however many there are and whenever they come. */
import type { Layout } from "../layout.ts";
import type { SharedProgram } from "../program.ts";
import { openBoard } from "./board.ts";
import { createPhases, rowsOrder, updateOrder, weightsOrder } from "./phases.ts";
import type { StartThread } from "./run-thread.ts";

/** Threads for large trainings. */
export interface ThreadOptions {
  /** How many at most, that which trains among them: from 1 to 16. */
  readonly threads: number;
  /** Starts one of the others. */
  readonly start: StartThread;
}

/** Products of an update, of a weight and a row each, from which on threads pay: half a millisecond of work, against some waits of 10 µs. */
const FEWEST_PRODUCTS = 5e6;

/** Whether a training is so large that threads pay. */
export function isLarge({ words }: Layout): boolean {
  // Forward, back to the inputs, and to the weights.
  return 3 * words.batchRows * words.parameterCount >= FEWEST_PRODUCTS;
}

/** As the assembly's `steps`: up to `count` updates from batch `first` of the epoch on; how many had a finite loss. */
export function createSharedSteps(
  { threads, start }: ThreadOptions,
  { module, memory, spec, layout, exports, losses, weights, scratchOf }: SharedProgram,
): (first: number, count: number) => number {
  const { plan, words } = layout;
  const board = openBoard(memory.buffer as unknown as SharedArrayBuffer, layout.board);
  const phase = createPhases(exports, plan);

  function step(row: number, rows: number, index: number): boolean {
    let sum = 0;
    let weight = 0;
    for (let member = 0; member < words.members; member++) {
      const total = exports.weigh(plan, member, row, rows);
      board.share(rowsOrder(member, row, rows, total), phase);
      sum += exports.sumLosses(plan, rows);
      weight += total;
      board.share(weightsOrder(member, rows), phase);
    }
    const loss = weight === 0 ? 0 : sum / weight;
    losses[index] = loss;
    weights[index] = weight;
    if (!Number.isFinite(loss)) return false;
    exports.restrain(plan, index);
    board.share(updateOrder(index), phase);
    return true;
  }

  return (first, count) => {
    board.fill(threads - 1, (slot) => start({ module, memory, spec, layout, slot, scratch: scratchOf(slot + 1) }));
    for (let index = 0; index < count; index++) {
      const row = (first + index) * words.batchRows;
      if (!step(row, Math.min(words.batchRows, words.rows - row), index)) return index;
    }
    return count;
  };
}
