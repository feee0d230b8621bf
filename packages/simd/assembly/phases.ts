/**
 * An update in phases, each of them cut into parts that threads do at the same time, with the same bits however many there are: for
 * each member of the network first the rows of the batch, forward and back, then the weights, each from all rows; and when all
 * members have come so far, the optimizer. Between the phases everybody waits for everybody. Parts of the rows begin at
 * multiples of 4, so that whole vectors of them do.
 */
import { backwardActivation } from "./activation";
import { lossesOfRows } from "./loss";
import { layerAt, Plan } from "./plan";
import { backwardRows, forward, gather, weightsOf } from "./program";

/** Where part number `part` of `count` rows begins. */
// @inline
function cut(count: usize, part: usize, parts: usize): usize {
  return part == parts ? count : ((count * part) / parts) & ~3;
}

/** Of a batch of `rows` rows of the epoch from number `first` on, whose weights for the member sum to `total`. */
export function rowsPhase<T>(
  plan: Plan,
  member: usize,
  first: usize,
  rows: usize,
  total: f64,
  part: usize,
  parts: usize,
): void {
  const r0 = cut(rows, part, parts);
  const r1 = cut(rows, part + 1, parts);
  if (r0 == r1) return;
  if (member == 0) gather<T>(plan, first, r0, r1);
  forward<T>(plan, member, plan.batchX, r0, r1);
  const top = plan.layerCount - 1;
  const last = layerAt(plan, top);
  lossesOfRows<T>(plan, last, r0, r1, rows, total);
  backwardActivation<T>(last, top, r0, r1);
  backwardRows<T>(plan, member, top, r0, r1);
}

/** Gradients of the member's weights, each layer's cut by its inputs. */
export function weightsPhase<T>(plan: Plan, member: usize, rows: usize, part: usize, parts: usize): void {
  for (let index: usize = 0; index < plan.layerCount; index++) {
    const inputs = layerAt(plan, index).inputs;
    weightsOf<T>(plan, member, index, rows, cut(inputs, part, parts), cut(inputs, part + 1, parts), true);
  }
}
