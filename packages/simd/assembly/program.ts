/** Whole updates on a single thread: all rows of a batch forward and backward, then the weights. */
import { backwardActivation, forwardActivation, RELU } from "./activation";
import { sumRowLosses, weighRows } from "./loss";
import { Layer, layerAt, Plan, weightBytes } from "./plan";
import { affine, inputGradients, weightGradients } from "./products/layer-products";
import { scratch } from "./scratch";
import { backwardShallow, forwardShallow, isShallow } from "./shallow";
import { backwardSingle } from "./single-output";
import { penalize, update } from "./update";
import { copy, squaredLength } from "./elementwise/vector";

/** Most inputs of a last layer for `backwardSingle`: with more, the columns are too far apart for the cache. */
const SINGLE_INPUTS: usize = 128;

/** Does up to `count` updates, beginning with batch `first` of the epoch; returns how many had a finite loss. */
export function steps<T>(plan: Plan, first: usize, count: usize): usize {
  for (let index: usize = 0; index < count; index++) {
    const row = (first + index) * plan.batchRows;
    const rows = min(plan.batchRows, plan.rows - row);
    if (!isFinite(computeGradients<T>(plan, row, rows, index))) return index;
    update<T>(plan, index);
  }
  return count;
}

/** Does up to `count` epochs of a single batch, and the bookkeeping of a trainer; returns how many stayed finite. */
export function epochs<T>(plan: Plan, count: usize): usize {
  const bytes = plan.parameterCount * sizeof<T>();
  let best = plan.bestParameters;
  let start = plan.epochStart;
  let done: usize = 0;
  plan.bestIndex = -1;
  plan.hasDiverged = 1;
  for (; done < count; done++) {
    copy(start, plan.parameters, bytes);
    const loss = computeGradients<T>(plan, 0, plan.rows, done);
    if (!isFinite(loss)) break;
    update<T>(plan, done);
    // The mean over the epoch's batches. There is only one, but this may change the last bit, as it does in a trainer.
    const weight = load<f64>(plan.lossWeights + (done << 3));
    const epochLoss = (loss * weight) / weight;
    const norm = sqrt<f64>(squaredLength<T>(plan.gradients, plan.parameterCount));
    store<f64>(plan.gradientNorms + (done << 3), norm);
    if (!isFinite(epochLoss) || !isFinite(norm)) break;
    if (!isFinite(squaredLength<T>(plan.parameters, plan.parameterCount))) break;
    if (!isFinite(squaredLength<T>(plan.optimizerState, plan.optimizerStateLength))) break;
    if (epochLoss < plan.lowestLoss) {
      plan.lowestLoss = epochLoss;
      plan.bestIndex = <i32>done;
      const other = best;
      best = start;
      start = other;
    }
  }
  if (done == count) plan.hasDiverged = 0;
  if (best != plan.bestParameters) copy(plan.bestParameters, best, bytes);
  return done;
}

/** Loss and gradients of `rows` rows from row `first` of the epoch; stores loss and weight as number `index` of the call. */
function computeGradients<T>(plan: Plan, first: usize, rows: usize, index: usize): f64 {
  gather<T>(plan, first, 0, rows);
  let sum: f64 = 0;
  let weight: f64 = 0;
  for (let m: usize = 0; m < plan.members; m++) {
    const total = weighRows(plan, m, first, rows);
    sum += computeMember<T>(plan, m, rows, total);
    weight += total;
  }
  penalize<T>(plan);
  const loss = weight == 0 ? 0 : sum / weight;
  store<f64>(plan.losses + (index << 3), loss);
  store<f64>(plan.lossWeights + (index << 3), weight);
  return loss;
}

/** The sum of a member's losses, and its gradients, for the batch, whose weights for the member sum to `total`. */
export function computeMember<T>(plan: Plan, member: usize, rows: usize, total: f64): f64 {
  if (isShallow(plan)) forwardShallow<T>(plan, member, rows);
  else forward<T>(plan, member, plan.batchX, 0, rows);
  const sum = sumRowLosses<T>(plan, layerAt(plan, plan.layerCount - 1), 0, rows, rows, total);
  backward<T>(plan, member, rows);
  return sum;
}

/** Makes rows r0 … r1 − 1 of a batch contiguous if they are not; writes nothing after them. */
export function gather<T>(plan: Plan, first: usize, r0: usize, r1: usize): void {
  if (plan.batchY == plan.y) return;
  const xBytes = plan.inputs * sizeof<T>();
  const yBytes = plan.targets * sizeof<T>();
  if (!plan.order) {
    plan.batchX = plan.x + first * xBytes;
    memory.copy(plan.batchY + r0 * yBytes, plan.y + (first + r0) * yBytes, (r1 - r0) * yBytes);
    return;
  }
  const xEnd = plan.batchX + r1 * xBytes;
  const yEnd = plan.batchY + r1 * yBytes;
  for (let i = r0; i < r1; i++) {
    const row = <usize>load<u32>(plan.order + ((first + i) << 2));
    copyRow(plan.batchX + i * xBytes, plan.x + row * xBytes, xBytes, xEnd);
    copyRow(plan.batchY + i * yBytes, plan.y + row * yBytes, yBytes, yEnd);
  }
}

/** Copies by vectors, which is faster but may write beyond the row, only if later rows of this range overwrite that. */
// @inline
function copyRow(to: usize, from: usize, bytes: usize, end: usize): void {
  if (to + ((bytes + 15) & ~15) <= end) copy(to, from, bytes);
  else memory.copy(to, from, bytes);
}

/** From da of the last layer, stored in its dz, to all gradients of a member. */
function backward<T>(plan: Plan, member: usize, rows: usize): void {
  let top = plan.layerCount - 1;
  const last = layerAt(plan, top);
  backwardActivation<T>(last, top, 0, rows);
  if (isShallow(plan)) return backwardShallow<T>(plan, member, rows);
  const isSingle = top > 0 && last.units == 1 && last.inputs <= SINGLE_INPUTS && layerAt(plan, top - 1).activation == RELU;
  if (isSingle) {
    top--;
    const below = layerAt(plan, top);
    const W = member * plan.memberBytes + last.offset;
    const dW = plan.gradients + W;
    const db = dW + weightBytes<T>(last);
    const dbBelow = dW - below.units * sizeof<T>();
    backwardSingle<T>(below.dz, dbBelow, dW, db, below.a, last.dz, plan.parameters + W, rows, last.inputs);
  }
  backwardRows<T>(plan, member, top, 0, rows);
  for (let index: usize = 0; index <= top; index++) {
    backwardWeights<T>(plan, member, index, rows, 0, layerAt(plan, index).inputs, !isSingle || index < top);
  }
}

/** From dz of layer `index` to dz of all layers below, for rows r0 … r1 − 1. */
export function backwardRows<T>(plan: Plan, member: usize, index: usize, r0: usize, r1: usize): void {
  for (; index > 0; index--) {
    const layer = layerAt(plan, index);
    const below = layerAt(plan, index - 1);
    const dz = layer.dz;
    const inputs = layer.inputs;
    const units = layer.units;
    const W = plan.parameters + member * plan.memberBytes + layer.offset;
    if (below.activation == RELU) inputGradients<T>(below.dz, dz, W, below.a, r0, r1, inputs, units, scratch);
    else {
      inputGradients<T>(below.dz, dz, W, 0, r0, r1, inputs, units, scratch);
      backwardActivation<T>(below, index - 1, r0, r1);
    }
  }
}

/** Gradients of weights p0 … p1 − 1 of each unit of a layer, and, if p0 is 0 and `hasBiases`, of its biases. */
export function backwardWeights<T>(
  plan: Plan, member: usize, index: usize, rows: usize, p0: usize, p1: usize, hasBiases: bool,
): void {
  const layer = layerAt(plan, index);
  const x = index == 0 ? plan.batchX : layerAt(plan, index - 1).a;
  const dW = plan.gradients + member * plan.memberBytes + layer.offset;
  const db = hasBiases ? dW + weightBytes<T>(layer) : 0;
  weightGradients<T>(dW, db, x, layer.dz, rows, layer.inputs, layer.units, p0, p1, scratch);
}

/** Writes a member's predictions for rows r0 … r1 − 1 of x into `predicted`. */
export function forward<T>(plan: Plan, member: usize, x: usize, r0: usize, r1: usize): void {
  const parameters = plan.parameters + member * plan.memberBytes;
  let input = x;
  for (let index: usize = 0; index < plan.layerCount; index++) {
    const layer = layerAt(plan, index);
    forwardLayer<T>(plan, layer, parameters, input, r0, r1);
    forwardActivation<T>(plan, layer, index, r0, r1);
    input = layer.a;
  }
  if (!plan.hasShortcut) return;
  forwardLayer<T>(plan, layerAt(plan, plan.layerCount), parameters, x, r0, r1);
  const end = r1 * plan.outputs * sizeof<T>();
  for (let at = r0 * plan.outputs * sizeof<T>(); at < end; at += 16) {
    v128.store(plan.predicted + at, v128.add<T>(v128.load(plan.predicted + at), v128.load(input + at)));
  }
}

/** z = x · W + b, or a = max(0, x · W + b) if the activation is a ReLU. */
function forwardLayer<T>(plan: Plan, layer: Layer, parameters: usize, x: usize, r0: usize, r1: usize): void {
  const z = layer.z;
  const inputs = layer.inputs;
  const units = layer.units;
  const W = parameters + layer.offset;
  const b = W + weightBytes<T>(layer);
  affine<T>(z, x, W, b, r0, r1, inputs, units, scratch, layer.activation == RELU);
}
