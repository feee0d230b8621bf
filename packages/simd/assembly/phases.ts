/**
 * An update in phases, each cut into parts that threads do at the same time; the bits do not depend on the number of parts. For
 * each member the first phase is the rows of the batch, forward and backward, and the second the weights, each from all rows.
 * After all members comes the optimizer. Between the phases all threads wait for each other. Parts of the rows begin at
 * multiples of 4, and therefore at whole vectors.
 */
import { backwardActivation } from "./activation";
import { computeRowLosses } from "./loss";
import { layerAt, Plan } from "./plan";
import { backwardRows, forward, gather, backwardWeights } from "./program";

/** The first row of part number `part` of `count` rows. */
// @inline
function partStart(count: usize, part: usize, parts: usize): usize {
  return part == parts ? count : ((count * part) / parts) & ~3;
}

/** Part of the batch of `rows` rows from row `first` of the epoch; their weights for the member sum to `total`. */
export function rowsPhase<T>(
  plan: Plan, member: usize, first: usize, rows: usize, total: f64, part: usize, parts: usize,
): void {
  const r0 = partStart(rows, part, parts);
  const r1 = partStart(rows, part + 1, parts);
  if (r0 == r1) return;
  if (member == 0) gather<T>(plan, first, r0, r1);
  forward<T>(plan, member, plan.batchX, r0, r1);
  const top = plan.layerCount - 1;
  const last = layerAt(plan, top);
  computeRowLosses<T>(plan, last, r0, r1, rows, total);
  backwardActivation<T>(last, top, r0, r1);
  backwardRows<T>(plan, member, top, r0, r1);
}

/** Gradients of the member's weights; each layer is cut by its inputs. */
export function weightsPhase<T>(plan: Plan, member: usize, rows: usize, part: usize, parts: usize): void {
  for (let index: usize = 0; index < plan.layerCount; index++) {
    const inputs = layerAt(plan, index).inputs;
    backwardWeights<T>(plan, member, index, rows, partStart(inputs, part, parts), partStart(inputs, part + 1, parts), true);
  }
}
