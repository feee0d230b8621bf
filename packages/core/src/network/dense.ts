/** One dense layer: every unit sees every input. Forward and backward side by side. */
import { activations, type Activation, type ActivationName } from "../activations/index.ts";
import { lookup } from "../spec/registry.ts";
import { initializers, type InitializerName } from "../initializers/index.ts";
import type { Kernels } from "./kernels.ts";
import type { Random } from "../random.ts";
import { createVector, precisionOf, type Vector } from "../vector.ts";

/** A dense layer in a spec. */
export interface DenseSpec {
  /** How many numbers come out, ≥ 1. */
  readonly units: number;
  /** What its sums go through. */
  readonly activation: ActivationName;
  /** Part of its outputs that is set to 0 in each update, at random, the others growing to make up for it. Default 0. */
  readonly dropout?: number;
  /** How its weights start. Default: what suits the activation, `heNormal` for the ReLU family, `lecunNormal` for selu, else `xavierNormal`. */
  readonly initializer?: InitializerName;
}

/**
 * Writes a layer of a spec: `dense(10, "relu")`, `dense(1)` for an output that may be any number.
 *
 * @param options.initializer how its weights start. Default: what suits the activation; see `DenseSpec`.
 * @param options.dropout part of its outputs that is set to 0 in each update. Default 0.
 */
export function dense(
  units: number,
  activation: ActivationName = "identity",
  options: { initializer?: InitializerName; dropout?: number } = {},
): DenseSpec {
  return { units, activation, ...options };
}

/** A layer of a network: views into the network's parameters and gradients, and the vectors of the last batch, which are its own. */
export interface Dense {
  /** How many numbers go in. */
  readonly inputs: number;
  /** How many numbers come out. */
  readonly units: number;
  /** What its sums go through. */
  readonly activation: Activation;
  /** How its weights were drawn. */
  readonly initializer: InitializerName;
  /** Weights, `[inputs, units]` row-major: a view. */
  readonly W: Vector;
  /** Biases, `[units]`: a view. */
  readonly b: Vector;
  /** Gradients of the weights: a view. */
  readonly dW: Vector;
  /** Gradients of the biases: a view. */
  readonly db: Vector;
  /** Sums before the activation in the last batch, `[rows, units]`. */
  z: Vector;
  /** Outputs after the activation in the last batch, `[rows, units]`. */
  a: Vector;
  /** What the next layer sees: `a`, or a copy of it with some outputs dropped. */
  out: Vector;
  /** Derivatives of the loss with respect to z, and before that to `out`. */
  dz: Vector;
  /** Part of its outputs that is set to 0 in each update. */
  readonly dropout: number;
  /** What each output of the last batch was multiplied by, where some were dropped. */
  mask: Vector | undefined;
}

/** How many parameters a layer has: a weight for each input of each unit, and a bias for each unit. */
export function denseParameterCount(inputs: number, units: number): number {
  return inputs * units + units;
}

/**
 * A layer over `parameters` and `gradients`, which hold W and then b and are as long as `parameterCount` says.
 * @throws RangeError when the spec makes no sense; the message begins with `where`.
 */
export function createDense(
  spec: DenseSpec,
  inputs: number,
  parameters: Vector,
  gradients: Vector,
  where: string,
): Dense {
  const { units } = spec;
  const activation: Activation = lookup(activations, spec.activation, where, "activation");
  const initializer = spec.initializer ?? activation.initializer ?? "xavierNormal";
  lookup(initializers, initializer, where, "initializer");
  const dropout = spec.dropout ?? 0;
  if (!(dropout >= 0 && dropout < 1))
    throw new RangeError(`${where}: expected dropout from 0 to below 1, got ${dropout}`);
  const weights = inputs * units;
  return {
    inputs,
    units,
    activation,
    initializer,
    W: parameters.subarray(0, weights),
    b: parameters.subarray(weights),
    dW: gradients.subarray(0, weights),
    db: gradients.subarray(weights),
    z: parameters.slice(0, 0),
    a: parameters.slice(0, 0),
    out: parameters.slice(0, 0),
    dz: parameters.slice(0, 0),
    dropout,
    mask: undefined,
  };
}

/** Draws the layer's weights anew; biases become 0. */
export function initializeDense(layer: Dense, random: Random): void {
  initializers[layer.initializer](layer.W, layer.inputs, layer.units, random);
  layer.b.fill(0);
}

/**
 * a = activation(x · W + b) for `rows` rows of x. Returns the layer's own output: a view until the next call.
 * @param chance draws what is dropped; where it is left out, nothing is.
 */
export function forwardDense(layer: Dense, x: Vector, rows: number, kernels: Kernels, chance?: Random): Vector {
  resizeBuffers(layer, rows);
  kernels.affine(layer.z, x, layer.W, layer.b, rows, layer.inputs, layer.units);
  layer.activation.forward(layer.a, layer.z);
  if (chance && layer.dropout > 0) applyDropout(layer, chance);
  else {
    layer.mask = undefined;
    layer.out = layer.a;
  }
  return layer.out;
}

/**
 * Inverted dropout: each output is 0 with probability p, else divided by 1 − p, so that its mean stays and nothing is to
 * be done when predicting. Srivastava et al., JMLR 15 (2014).
 */
function applyDropout(layer: Dense, chance: Random): void {
  const { a, dropout } = layer;
  const kept = 1 / (1 - dropout);
  layer.mask = a.slice();
  layer.out = a.slice();
  for (let i = 0; i < a.length; i++) {
    layer.mask[i] = chance.rand() < dropout ? 0 : kept;
    layer.out[i] = layer.mask[i] * a[i];
  }
}

/**
 * From the derivative of the loss with respect to the layer's output, which it expects in `layer.dz`, to dW, db and,
 * where the layer below is given a place for it, dx.
 */
export function backwardDense(layer: Dense, x: Vector, dx: Vector | undefined, rows: number, kernels: Kernels): void {
  const { dz, z, a, mask, inputs, units } = layer;
  if (mask) for (let i = 0; i < dz.length; i++) dz[i] *= mask[i];
  layer.activation.backward(dz, dz, z, a);
  kernels.weightGradients(layer.dW, layer.db, x, dz, rows, inputs, units);
  if (dx) kernels.inputGradients(dx, dz, layer.W, rows, inputs, units);
}

/** Makes z, a and dz exactly `rows` long; the memory behind them only grows. */
function resizeBuffers(layer: Dense, rows: number): void {
  const length = rows * layer.units;
  if (layer.z.length === length) return;
  const { BYTES_PER_ELEMENT } = layer.W;
  const precision = precisionOf(layer.W);
  for (const name of ["z", "a", "dz"] as const) {
    const { buffer } = layer[name];
    layer[name] =
      buffer.byteLength >= length * BYTES_PER_ELEMENT
        ? createVector(length, precision, buffer)
        : createVector(length, precision);
  }
}
