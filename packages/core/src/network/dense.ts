/** One dense layer: every unit sees every input. Forward and backward side by side. */
import { activations, type Activation, type ActivationName } from "../activations/index.ts";
import { initializers, type InitializerName } from "../initializers/index.ts";
import type { Kernels } from "./kernels.ts";
import type { Random } from "../random.ts";
import { createVector, precisionOf, type Vector } from "../vector.ts";

/** A dense layer in a spec. */
export interface DenseSpec {
  /** Number of outputs, ≥ 1. */
  readonly units: number;
  /** Applied to the weighted sums. */
  readonly activation: ActivationName;
  /** Fraction of the outputs set to 0 at random in each update; the others are scaled up to compensate. In [0, 1), default 0. */
  readonly dropout?: number;
  /** Draws the weights. Default: the one that suits the activation, `heNormal` for the ReLU family, `lecunNormal` for selu, else `xavierNormal`. */
  readonly initializer?: InitializerName;
}

/**
 * The spec of a layer: `dense(10, "relu")`; `dense(1)` for an output that may be any number.
 *
 * @param options.initializer draws the weights. Default: the one that suits the activation; see `DenseSpec`.
 * @param options.dropout fraction of the outputs set to 0 in each update. Default 0.
 */
export function dense(
  units: number,
  activation: ActivationName = "identity",
  options: { initializer?: InitializerName; dropout?: number } = {},
): DenseSpec {
  return { units, activation, ...options };
}

/** A layer of a network: views of the network's parameters and gradients, and its own vectors for the last batch. */
export interface Dense {
  /** Number of inputs. */
  readonly inputs: number;
  /** Number of outputs. */
  readonly units: number;
  /** Applied to the weighted sums. */
  readonly activation: Activation;
  /** Draws the weights. */
  readonly initializer: InitializerName;
  /** Weights, `[inputs, units]` row-major: a view. */
  readonly W: Vector;
  /** Biases, `[units]`: a view. */
  readonly b: Vector;
  /** Gradients of the weights: a view. */
  readonly dW: Vector;
  /** Gradients of the biases: a view. */
  readonly db: Vector;
  /** Weighted sums of the last batch, before the activation, `[rows, units]`. */
  z: Vector;
  /** Outputs of the activation in the last batch, `[rows, units]`. */
  a: Vector;
  /** Input of the next layer: `a`, or a copy of it after dropout. */
  out: Vector;
  /** Derivatives of the loss with respect to `out`; `backwardDense` turns them into those with respect to z. */
  dz: Vector;
  /** Fraction of the outputs set to 0 in each update. */
  readonly dropout: number;
  /** The factor of each output in the last batch; undefined without dropout. */
  mask: Vector | undefined;
}

/** Number of parameters of a layer: one weight per input and unit, and one bias per unit. */
export function denseParameterCount(inputs: number, units: number): number {
  return inputs * units + units;
}

/**
 * A layer over `parameters` and `gradients`, each with W and then b, `denseParameterCount` numbers in all.
 * @param spec checked by `checkNetworkSpec`.
 */
export function createDense(spec: DenseSpec, inputs: number, parameters: Vector, gradients: Vector): Dense {
  const { units, dropout = 0 } = spec;
  const activation: Activation = activations[spec.activation];
  const weights = inputs * units;
  const empty = parameters.slice(0, 0);
  return {
    inputs,
    units,
    activation,
    initializer: spec.initializer ?? activation.initializer ?? "xavierNormal",
    W: parameters.subarray(0, weights),
    b: parameters.subarray(weights),
    dW: gradients.subarray(0, weights),
    db: gradients.subarray(weights),
    z: empty,
    a: empty,
    out: empty,
    dz: empty,
    dropout,
    mask: undefined,
  };
}

/** Draws the layer's weights; biases become 0. */
export function initializeDense(layer: Dense, random: Random): void {
  initializers[layer.initializer](layer.W, layer.inputs, layer.units, random);
  layer.b.fill(0);
}

/**
 * a = activation(x · W + b) for `rows` rows of x. Returns `layer.out`, which the next call overwrites.
 * @param random draws the dropout; without it, nothing is dropped.
 */
export function forwardDense(layer: Dense, x: Vector, rows: number, kernels: Kernels, random?: Random): Vector {
  resizeBuffers(layer, rows);
  kernels.affine(layer.z, x, layer.W, layer.b, rows, layer.inputs, layer.units);
  layer.activation.forward(layer.a, layer.z);
  if (random && layer.dropout > 0) applyDropout(layer, random);
  else {
    layer.mask = undefined;
    layer.out = layer.a;
  }
  return layer.out;
}

/**
 * Inverted dropout: each output is 0 with probability p, else divided by 1 − p, so that its mean stays the same and
 * predictions need no correction. Srivastava et al., JMLR 15 (2014).
 */
function applyDropout(layer: Dense, random: Random): void {
  const { a, dropout } = layer;
  const keptScale = 1 / (1 - dropout);
  layer.mask = a.slice();
  layer.out = a.slice();
  for (let i = 0; i < a.length; i++) {
    layer.mask[i] = random.rand() < dropout ? 0 : keptScale;
    layer.out[i] = layer.mask[i] * a[i];
  }
}

/**
 * Turns the derivative of the loss with respect to the layer's output, given in `layer.dz`, into dW, db and dx.
 * @param dx receives the derivative with respect to x; undefined for the first layer, which needs none.
 */
export function backwardDense(layer: Dense, x: Vector, dx: Vector | undefined, rows: number, kernels: Kernels): void {
  const { dz, z, a, mask, inputs, units } = layer;
  if (mask) for (let i = 0; i < dz.length; i++) dz[i] *= mask[i];
  layer.activation.backward(dz, dz, z, a);
  kernels.weightGradients(layer.dW, layer.db, x, dz, rows, inputs, units);
  if (dx) kernels.inputGradients(dx, dz, layer.W, rows, inputs, units);
}

/** Makes z, a and dz hold exactly `rows` rows; the buffers behind them only grow. */
function resizeBuffers(layer: Dense, rows: number): void {
  const length = rows * layer.units;
  if (layer.z.length === length) return;
  const { BYTES_PER_ELEMENT } = layer.W;
  const precision = precisionOf(layer.W);
  for (const name of ["z", "a", "dz"] as const) {
    const { buffer } = layer[name];
    layer[name] = createVector(length, precision, buffer.byteLength < length * BYTES_PER_ELEMENT ? undefined : buffer);
  }
}
