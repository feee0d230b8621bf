/** Activations, forward and backward, in place in a layer's vectors; the names are core's. */
import { activate, activateBackward } from "./callbacks";
import { applySigmoid, applyTanh } from "./elementwise/tanh-sigmoid-64";
import { Layer, Plan } from "./plan";
import { applyTanhOrSigmoid } from "./elementwise/tanh-sigmoid-32";

export const IDENTITY: usize = 0;
export const RELU: usize = 1;
const LEAKY_RELU: usize = 2;
const TANH: usize = 3;
const SIGMOID: usize = 4;

const SLOPE = 0.01;

/** a = f(z), in place, for rows r0 … r1 − 1; the product has already applied a ReLU. Writes up to 15 bytes after the rows. */
export function forwardActivation<T>(plan: Plan, layer: Layer, index: usize, r0: usize, r1: usize): void {
  const activation = layer.activation;
  if (activation <= RELU) return;
  const units = layer.units;
  if (activation > SIGMOID) return activate(index, r0 * units, r1 * units);
  let a = layer.a + r0 * units * sizeof<T>();
  const end = layer.a + r1 * units * sizeof<T>();
  if (activation == LEAKY_RELU) {
    const zero = v128.splat<T>(0);
    const slope = v128.splat<T>(<T>SLOPE);
    for (; a < end; a += 16) {
      const z = v128.load(a);
      v128.store(a, v128.bitselect(z, v128.mul<T>(slope, z), v128.gt<T>(z, zero)));
    }
  } else if (sizeof<T>() == 4) applyTanhOrSigmoid(a, end, activation == TANH);
  else if (activation == TANH) applyTanh(a, end, plan.tanhTable);
  else applySigmoid(a, end, plan.expTable);
}

/** dz = da ⊙ f′(z), in place, for rows r0 … r1 − 1. Writes up to 15 bytes after the rows. */
export function backwardActivation<T>(layer: Layer, index: usize, r0: usize, r1: usize): void {
  const activation = layer.activation;
  if (activation == IDENTITY) return;
  const units = layer.units;
  if (activation > SIGMOID) return activateBackward(index, r0 * units, r1 * units);
  const zero = v128.splat<T>(0);
  const one = v128.splat<T>(1);
  const slope = v128.splat<T>(<T>SLOPE);
  const end = layer.dz + r1 * units * sizeof<T>();
  let at = layer.a + r0 * units * sizeof<T>();
  for (let dz = layer.dz + r0 * units * sizeof<T>(); dz < end; dz += 16, at += 16) {
    const a = v128.load(at);
    let d = v128.load(dz);
    if (activation == TANH) d = v128.mul<T>(d, v128.sub<T>(one, v128.mul<T>(a, a)));
    else if (activation == SIGMOID) d = v128.mul<T>(v128.mul<T>(d, a), v128.sub<T>(one, a));
    else d = v128.bitselect(d, activation == RELU ? zero : v128.mul<T>(slope, d), v128.gt<T>(a, zero));
    v128.store(dz, d);
  }
}
