/** The loss of each row of a batch, and its derivatives with respect to the predictions. */
import { log, measure } from "./callbacks";
import { exp } from "./elementwise/exp";
import { Layer, Plan } from "./plan";

const MEAN_SQUARED_ERROR: usize = 0;
const SOFTMAX_CROSS_ENTROPY: usize = 1;

/**
 * The weighted sum of the losses of rows r0 … r1 − 1, in their order; writes the derivatives of the batch's mean loss with respect
 * to the predictions into dz of the last layer. The batch has `rows` rows, whose weights sum to `total`.
 */
export function sumRowLosses<T>(plan: Plan, last: Layer, r0: usize, r1: usize, rows: usize, total: f64): f64 {
  const isSingle = plan.targets == 1 && !plan.rowWeights;
  if (isSingle && plan.loss == MEAN_SQUARED_ERROR) return singleSquaredError<T>(plan, last.dz, r0, r1, rows);
  computeRowLosses<T>(plan, last, r0, r1, rows, total);
  return sumLosses(plan, r0, r1);
}

/** The same without the sum: the losses of the rows are in `rowLosses`. */
export function computeRowLosses<T>(plan: Plan, last: Layer, r0: usize, r1: usize, rows: usize, total: f64): void {
  if (plan.loss == MEAN_SQUARED_ERROR) meanSquaredError<T>(plan, last.dz, r0, r1);
  else if (plan.loss == SOFTMAX_CROSS_ENTROPY) softmaxCrossEntropy<T>(plan, last.dz, r0, r1);
  else measure(r0, r1);
  scaleGradients<T>(plan, last.dz, r0, r1, rows, total);
}

/** The mean squared error of one target for each row, without weights: losses, sum and derivatives in one pass. */
function singleSquaredError<T>(plan: Plan, d: usize, r0: usize, r1: usize, rows: usize): f64 {
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

/** d holds the exponentials first, so that none is computed twice. */
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

/** Multiplies each row's derivatives by its share in the mean. */
function scaleGradients<T>(plan: Plan, d: usize, r0: usize, r1: usize, rows: usize, total: f64): void {
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

/** Whether a member does not learn from a row. */
// @inline
function isLeftOut(plan: Plan, row: usize, member: u8): bool {
  const at = plan.folds + (row << 1);
  return load<u8>(at) == member || load<u8>(at, 1) == member;
}

/**
 * Writes the weights of the batch's rows for a member into `rowWeights`: 0 for the rows that it does not learn from. Returns their sum, in
 * the order of the rows.
 */
export function weighRows(plan: Plan, member: usize, first: usize, rows: usize): f64 {
  if (!plan.rowWeights) return <f64>rows;
  let sum: f64 = 0;
  for (let i: usize = 0; i < rows; i++) {
    const row: usize = plan.order ? load<u32>(plan.order + ((first + i) << 2)) : first + i;
    let weight = plan.weights ? load<f64>(plan.weights + (row << 3)) : 1.0;
    if (plan.folds && isLeftOut(plan, row, <u8>member)) weight = 0;
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
