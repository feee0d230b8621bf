/**
 * A whole network with one input, one hidden layer of ReLU units and one output: the classic first network. Forward, vectors hold
 * rows, so that sums over the units need no shuffle. Backward they hold units, since all sums are over the rows, in their order.
 * The units' outputs are computed twice, which is faster than storing them.
 */
import { IDENTITY, RELU } from "./activation";
import { count, lanes, multiplyAdd, storeBefore, storeFirst, Three, Two } from "./products/lanes";
import { layerAt, Plan } from "./plan";

export function isShallow(plan: Plan): bool {
  const isSingle = plan.inputs == 1 && plan.outputs == 1 && plan.layerCount == 2 && !plan.hasShortcut;
  return isSingle && layerAt(plan, 0).activation == RELU && layerAt(plan, 1).activation == IDENTITY;
}

/** z `[rows]` of the output: b + Σ max(0, x · W + b) · W. Writes up to 63 bytes after them. */
export function forwardShallow<T>(plan: Plan, member: usize, rows: usize): void {
  const bytes = layerAt(plan, 0).units * sizeof<T>();
  const first = plan.parameters + member * plan.memberBytes;
  const W1End = first + bytes;
  const b2 = v128.load_splat<T>(first + 3 * bytes);
  // Computed, since engines would create a constant in each iteration.
  const zero = v128.xor(b2, b2);
  let x = plan.batchX;
  let z = layerAt(plan, 1).z;
  const end = z + rows * sizeof<T>();
  for (; z < end; z += 64, x += 64) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const x2 = v128.load(x, 32);
    const x3 = v128.load(x, 48);
    let sum0 = b2;
    let sum1 = b2;
    let sum2 = b2;
    let sum3 = b2;
    for (let W1 = first; W1 < W1End; W1 += sizeof<T>()) {
      const w1 = v128.load_splat<T>(W1);
      const b1 = v128.load_splat<T>(W1 + bytes);
      const w2 = v128.load_splat<T>(W1 + 2 * bytes);
      sum0 = multiplyAdd<T>(sum0, v128.pmax<T>(zero, multiplyAdd<T>(b1, x0, w1)), w2);
      sum1 = multiplyAdd<T>(sum1, v128.pmax<T>(zero, multiplyAdd<T>(b1, x1, w1)), w2);
      sum2 = multiplyAdd<T>(sum2, v128.pmax<T>(zero, multiplyAdd<T>(b1, x2, w1)), w2);
      sum3 = multiplyAdd<T>(sum3, v128.pmax<T>(zero, multiplyAdd<T>(b1, x3, w1)), w2);
    }
    v128.store(z, sum0);
    v128.store(z, sum1, 16);
    v128.store(z, sum2, 32);
    v128.store(z, sum3, 48);
  }
}

/** All gradients of a member from dz `[rows]` of the output. */
export function backwardShallow<T>(plan: Plan, member: usize, rows: usize): void {
  const units = layerAt(plan, 0).units;
  const first = member * plan.memberBytes;
  for (let unit: usize = 0; unit < units; unit += 3 * lanes<T>()) {
    if (units - unit > 2 * lanes<T>()) backwardColumns<T, Three>(plan, first, unit, rows);
    else backwardColumns<T, Two>(plan, first, unit, rows);
  }
}

/** The gradients of two or three vectors of units from number `unit`, which may reach beyond the last, and of the output's bias. */
function backwardColumns<T, Vectors>(plan: Plan, first: usize, unit: usize, rows: usize): void {
  const units = layerAt(plan, 0).units;
  const at = unit * sizeof<T>();
  const bytes = units * sizeof<T>();
  const W1 = plan.parameters + first + at;
  const b1 = W1 + bytes;
  const W2 = b1 + bytes;
  let x = plan.batchX;
  let dz = layerAt(plan, 1).dz;
  const zero = v128.splat<T>(0);
  let db2 = zero;
  let dW10 = zero;
  let dW11 = zero;
  let dW12 = zero;
  let db10 = zero;
  let db11 = zero;
  let db12 = zero;
  let dW20 = zero;
  let dW21 = zero;
  let dW22 = zero;
  const end = dz + rows * sizeof<T>();
  for (; dz < end; dz += sizeof<T>(), x += sizeof<T>()) {
    const d = v128.load_splat<T>(dz);
    const input = v128.load_splat<T>(x);
    db2 = v128.add<T>(db2, d);
    const z0 = multiplyAdd<T>(v128.load(b1), input, v128.load(W1));
    const isActive0 = v128.gt<T>(z0, zero);
    const dz0 = v128.and(v128.mul<T>(d, v128.load(W2)), isActive0);
    dW20 = multiplyAdd<T>(dW20, d, v128.and(z0, isActive0));
    db10 = v128.add<T>(db10, dz0);
    dW10 = multiplyAdd<T>(dW10, input, dz0);
    const z1 = multiplyAdd<T>(v128.load(b1, 16), input, v128.load(W1, 16));
    const isActive1 = v128.gt<T>(z1, zero);
    const dz1 = v128.and(v128.mul<T>(d, v128.load(W2, 16)), isActive1);
    dW21 = multiplyAdd<T>(dW21, d, v128.and(z1, isActive1));
    db11 = v128.add<T>(db11, dz1);
    dW11 = multiplyAdd<T>(dW11, input, dz1);
    if (count<Vectors>() > 2) {
      const z2 = multiplyAdd<T>(v128.load(b1, 32), input, v128.load(W1, 32));
      const isActive2 = v128.gt<T>(z2, zero);
      const dz2 = v128.and(v128.mul<T>(d, v128.load(W2, 32)), isActive2);
      dW22 = multiplyAdd<T>(dW22, d, v128.and(z2, isActive2));
      db12 = v128.add<T>(db12, dz2);
      dW12 = multiplyAdd<T>(dW12, input, dz2);
    }
  }
  const dW1 = plan.gradients + first;
  const db1 = dW1 + bytes;
  const dW2 = db1 + bytes;
  storeColumns<T, Vectors>(db1, dW1 + at, dW10, dW11, dW12);
  storeColumns<T, Vectors>(dW2, db1 + at, db10, db11, db12);
  storeColumns<T, Vectors>(dW2 + bytes, dW2 + at, dW20, dW21, dW22);
  storeFirst<T>(dW2 + bytes, db2, 1);
}

/** Stores the numbers before the address `end`. */
// @inline
function storeColumns<T, Vectors>(end: usize, out: usize, first: v128, second: v128, third: v128): void {
  storeBefore<T>(end, out, first);
  storeBefore<T>(end, out + 16, second);
  if (count<Vectors>() > 2) storeBefore<T>(end, out + 32, third);
}
