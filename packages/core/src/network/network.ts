/** A network of dense layers over one flat vector of parameters: forward, backward, predict. */
import { checkNetworkSpec } from "../spec/check-network-spec.ts";
import { backwardDense, createDense, forwardDense, initializeDense, denseParameterCount, type Dense } from "./dense.ts";
import { layerSizes, outputCount, parameterCount } from "./layer-sizes.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import type { Row } from "../data/dataset.ts";
import { flattenRows } from "../data/flatten-rows.ts";
import { plainKernels, type Kernels } from "./kernels.ts";
import type { Random } from "../random.ts";
import { createVector, type Precision, type Vector } from "../vector.ts";

/** One network of an ensemble; most networks have a single member. */
export interface Member {
  /** From the inputs to the output. */
  readonly layers: readonly Dense[];
  /** The linear model added to the output, if the spec has one. */
  readonly shortcut: Dense | undefined;
}

/** Members over one flat vector of parameters; `createNetwork` makes one. */
export interface Network {
  /** The spec it was created with. */
  readonly spec: NetworkSpec;
  /** The ensemble's networks; usually one. */
  readonly members: readonly Member[];
  /** The layers of all members, without shortcuts. */
  readonly layers: readonly Dense[];
  /** All weights and biases: member by member, layer by layer, then the shortcut; for each, W `[inputs, units]` row-major and then b. */
  readonly parameters: Vector;
  /** The derivatives of the loss with respect to `parameters`, in the same layout. */
  readonly gradients: Vector;
  /** The matrix products. */
  readonly kernels: Kernels;
}

/** Rows predicted in one call: enough to make its cost small, and few enough to keep the buffers in the processor's cache. */
export const PREDICT_ROWS = 256;

/** The products, precision and vectors of a new network; all may be left out. */
export interface NetworkOptions {
  /** The matrix products. Default: plain TypeScript. */
  readonly kernels?: Kernels | undefined;
  /** Default `float64`. */
  readonly precision?: Precision;
  /** The vector for the parameters, of `parameterCount` numbers. Default: a new one. */
  readonly parameters?: Vector | undefined;
  /** The vector for the gradients, of the same length. Default: a new one. */
  readonly gradients?: Vector | undefined;
}

/**
 * A network with all parameters 0; `initialize` draws them.
 *
 * @throws RangeError when there is no layer, a size is not an integer ≥ 1, or a name is unknown; TypeError when a value has the wrong type.
 */
export function createNetwork(spec: NetworkSpec, options: NetworkOptions = {}): Network {
  const { kernels = plainKernels, precision = "float64" } = options;
  checkNetworkSpec(spec, "createNetwork");
  const { layers, members: count = 1 } = spec;
  const total = parameterCount(spec);
  const { parameters = createVector(total, precision), gradients = createVector(total, precision) } = options;

  let start = 0;
  const members = Array.from({ length: count }, (): Member => {
    const dense = layerSizes(spec).map(({ inputs, units }, i) => {
      const end = start + denseParameterCount(inputs, units);
      const views = [parameters.subarray(start, end), gradients.subarray(start, end)] as const;
      start = end;
      return createDense(layers[i] ?? { units, activation: "identity" }, inputs, ...views);
    });
    return { layers: dense.slice(0, layers.length), shortcut: dense[layers.length] };
  });
  return { spec, members, layers: members.flatMap((member) => member.layers), parameters, gradients, kernels };
}

/**
 * Draws the weights of every layer, from first to last, member by member; biases become 0. With a shortcut, the last
 * layer's weights become 0 too, so that a training starts from the linear model alone.
 */
export function initialize(network: Network, random: Random): void {
  for (const { layers, shortcut } of network.members) {
    for (const layer of layers) initializeDense(layer, random);
    if (shortcut) layers[layers.length - 1].W.fill(0);
  }
}

/**
 * The outputs of one member for `rows` rows of `x`, `[rows, inputs]`: a view of `[rows, outputs]` that the next call overwrites.
 * @param random draws the dropout, as in training; without it, nothing is dropped.
 */
export function forward(
  { layers, shortcut }: Member,
  x: Vector,
  rows: number,
  kernels: Kernels,
  random?: Random,
): Vector {
  let out = x;
  for (const layer of layers) out = forwardDense(layer, out, rows, kernels, random);
  if (!shortcut) return out;
  const linear = forwardDense(shortcut, x, rows, kernels);
  for (let i = 0; i < linear.length; i++) linear[i] += out[i];
  return linear;
}

/**
 * Writes the gradients of the batch given to the last `forward` into the member's views.
 *
 * @param x the same batch, `[rows, inputs]`.
 * @param writeOutputGradient writes the derivative of the loss with respect to the outputs, `[rows, outputs]`, into its first argument.
 */
export function backward(
  { layers, shortcut }: Member,
  x: Vector,
  rows: number,
  kernels: Kernels,
  writeOutputGradient: (da: Vector, outputs: Vector) => void,
): void {
  const last = layers[layers.length - 1];
  writeOutputGradient(last.dz, (shortcut ?? last).out);
  if (shortcut) {
    shortcut.dz.set(last.dz);
    backwardDense(shortcut, x, undefined, rows, kernels);
  }
  for (let i = layers.length - 1; i > 0; i--) {
    const below = layers[i - 1];
    backwardDense(layers[i], below.out, below.dz, rows, kernels);
  }
  backwardDense(layers[0], x, undefined, rows, kernels);
}

/**
 * The outputs for each row: `predict(network, [[1.5]])` is `[[5.2…]]`.
 * @throws RangeError when a row does not have as many finite numbers as the network has inputs.
 */
export function predict(network: Network, x: readonly Row[]): number[][] {
  if (x.length === 0) return [];
  const { values, width } = flattenRows(x, "x", "predict");
  const { inputs } = network.spec;
  if (width !== inputs) throw new RangeError(`predict: expected ${inputs} numbers in a row, got ${width}`);
  const outputs = predictFlat(network, values);
  const count = outputCount(network.spec);
  return x.map((_, i) => Array.from(outputs.subarray(i * count, (i + 1) * count)));
}

/**
 * The mean of all members' outputs for a flat vector `[rows, inputs]`: a new vector `[rows, outputs]`.
 * @throws RangeError when the vector does not hold whole rows.
 */
export function predictFlat(network: Network, x: Float64Array): Float64Array {
  return averageMembers(network.members.length, (m) => predictMember(network, network.members[m], x));
}

/**
 * The mean of the members' predictions: a new vector.
 * @param predictMember may return a view that its next call overwrites.
 */
export function averageMembers(members: number, predictMember: (member: number) => Vector): Float64Array {
  const mean = new Float64Array(predictMember(0));
  if (members === 1) return mean;
  for (let m = 1; m < members; m++) {
    const predicted = predictMember(m);
    for (let i = 0; i < mean.length; i++) mean[i] += predicted[i];
  }
  for (let i = 0; i < mean.length; i++) mean[i] /= members;
  return mean;
}

/** The outputs of one member for a flat vector `[rows, inputs]`: a new vector `[rows, outputs]`. */
export function predictMember(network: Network, member: Member, x: Float64Array): Float64Array {
  const { inputs } = network.spec;
  const outputs = outputCount(network.spec);
  const rows = x.length / inputs;
  if (!Number.isInteger(rows))
    throw new RangeError(`predict: expected a multiple of ${inputs} numbers, got ${x.length}`);
  const predicted = new Float64Array(rows * outputs);
  for (let first = 0; first < rows; first += PREDICT_ROWS) {
    const count = Math.min(PREDICT_ROWS, rows - first);
    const batch = x.subarray(first * inputs, (first + count) * inputs);
    predicted.set(forward(member, batch, count, network.kernels), first * outputs);
  }
  return predicted;
}
