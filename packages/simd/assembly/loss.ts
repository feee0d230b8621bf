/** How wrong the predictions of a batch are: each row's loss, and the derivatives that go back from there. */
import { log, measure } from "./callbacks";
import { exp } from "./exp";
import { Layer, Plan } from "./plan";

const MEAN_SQUARED_ERROR: usize = 0;
const SOFTMAX_CROSS_ENTROPY: usize = 1;

/**
 * What rows r0 … r1 − 1 of a batch of `rows`, whose weights sum to `total`, add to the sum of its losses, in their order; and
 * the derivatives by what was predicted of each, by its share in the mean, into dz of the last layer.
 */
export function lossOfRows<T>(plan: Plan, last: Layer, r0: usize, r1: usize, rows: usize, total: f64): f64 {
  const isSingle = plan.targets == 1 && !plan.rowWeights;
  if (isSingle && plan.loss == MEAN_SQUARED_ERROR) return squaredErrors<T>(plan, last.dz, r0, r1, rows);
  lossesOfRows<T>(plan, last, r0, r1, rows, total);
  return sumLosses(plan, r0, r1);
}

/** The same without the sum: the losses of the rows wait in `rowLosses`. */
export function lossesOfRows<T>(plan: Plan, last: Layer, r0: usize, r1: usize, rows: usize, total: f64): void {
  if (plan.loss == MEAN_SQUARED_ERROR) meanSquaredError<T>(plan, last.dz, r0, r1);
  else if (plan.loss == SOFTMAX_CROSS_ENTROPY) softmaxCrossEntropy<T>(plan, last.dz, r0, r1);
  else measure(r0, r1);
  share<T>(plan, last.dz, r0, r1, rows, total);
}

/** The mean squared error of one target for each row, all of which count alike: everything in one go. */
function squaredErrors<T>(plan: Plan, d: usize, r0: usize, r1: usize, rows: usize): f64 {
  const divisor = v128.splat<T>(<T>rows);
  let sum: f64 = 0;
  let at = r0 * sizeof<T>();
  const whole = (r1 * sizeof<T>()) & ~15;
  for (; at < whole; at += 16) {
    const error = v128.sub<T>(v128.load(plan.predicted + at), v128.load(plan.batchY + at));
    v128.store(d + at, v128.div<T>(error, divisor));
    const square = v128.mul<T>(error, error);
    sum += <f64>v128.extract_lane<T>(square, 0);
    sum += <f64>v128.extract_lane<T>(square, 1);
    if (sizeof<T>() == 4) {
      sum += <f64>f32x4.extract_lane(square, 2);
      sum += <f64>f32x4.extract_lane(square, 3);
    }
  }
  for (; at < r1 * sizeof<T>(); at += sizeof<T>()) {
    const error = load<T>(plan.predicted + at) - load<T>(plan.batchY + at);
    store<T>(d + at, error / <T>rows);
    sum += <f64>(error * error);
  }
  return sum;
}

function meanSquaredError<T>(plan: Plan, d: usize, r0: usize, r1: usize): void {
  const targets = plan.targets;
  let at = r0 * targets * sizeof<T>();
  for (let i = r0; i < r1; i++) {
    let sum: f64 = 0;
    for (let k: usize = 0; k < targets; k++, at += sizeof<T>()) {
      const error = load<T>(plan.predicted + at) - load<T>(plan.batchY + at);
      sum += <f64>(error * error);
      store<T>(d + at, error / <T>targets);
    }
    store<f64>(plan.rowLosses + (i << 3), sum / <f64>targets);
  }
}

/** The exponentials wait in d, so that none is computed twice. */
function softmaxCrossEntropy<T>(plan: Plan, d: usize, r0: usize, r1: usize): void {
  const width = plan.targets * sizeof<T>();
  for (let i = r0; i < r1; i++) {
    const first = i * width;
    const end = first + width;
    let largest: T = -Infinity;
    for (let at = first; at < end; at += sizeof<T>()) largest = max<T>(largest, load<T>(plan.predicted + at));
    let sum: f64 = 0;
    for (let at = first; at < end; at += sizeof<T>()) {
      const power = <T>exp(<f64>(load<T>(plan.predicted + at) - largest), plan.expTable);
      store<T>(d + at, power);
      sum += <f64>power;
    }
    const logSum = log(sum) + <f64>largest;
    let loss: f64 = 0;
    let total: f64 = 0;
    for (let at = first; at < end; at += sizeof<T>()) {
      const y = <f64>load<T>(plan.batchY + at);
      loss += y * (logSum - <f64>load<T>(plan.predicted + at));
      total += y;
    }
    for (let at = first; at < end; at += sizeof<T>()) {
      store<T>(d + at, <T>((total * <f64>load<T>(d + at)) / sum - <f64>load<T>(plan.batchY + at)));
    }
    store<f64>(plan.rowLosses + (i << 3), loss);
  }
}

function share<T>(plan: Plan, d: usize, r0: usize, r1: usize, rows: usize, total: f64): void {
  const width = plan.outputs * sizeof<T>();
  if (!plan.rowWeights) {
    const divisor = v128.splat<T>(<T>rows);
    const end = d + r1 * width;
    for (let at = d + r0 * width; at < end; at += 16) v128.store(at, v128.div<T>(v128.load(at), divisor));
    return;
  }
  for (let i = r0; i < r1; i++) {
    const part = total == 0 ? 0 : load<f64>(plan.rowWeights + (i << 3)) / total;
    const row = d + i * width;
    for (let at = row; at < row + width; at += sizeof<T>()) store<T>(at, load<T>(at) * <T>part);
  }
}

/**
 * The weights with which a member learns from the batch's rows, into `rowWeights`: 0 for those it is judged by. Returns their
 * sum, in the order of the rows.
 */
export function weighRows(plan: Plan, member: usize, first: usize, rows: usize): f64 {
  if (!plan.rowWeights) return <f64>rows;
  let sum: f64 = 0;
  for (let i: usize = 0; i < rows; i++) {
    const row: usize = plan.order ? load<u32>(plan.order + ((first + i) << 2)) : first + i;
    let weight = plan.weights ? load<f64>(plan.weights + (row << 3)) : 1.0;
    if (plan.folds && load<u8>(plan.folds + row) == <u8>member) weight = 0;
    store<f64>(plan.rowWeights + (i << 3), weight);
    sum += weight;
  }
  return sum;
}

/** Σ wᵢ · lossᵢ over rows r0 … r1 − 1 of the batch, in their order. */
export function sumLosses(plan: Plan, r0: usize, r1: usize): f64 {
  let sum: f64 = 0;
  for (let i = r0; i < r1; i++) {
    const loss = load<f64>(plan.rowLosses + (i << 3));
    sum += plan.rowWeights ? load<f64>(plan.rowWeights + (i << 3)) * loss : loss;
  }
  return sum;
}
