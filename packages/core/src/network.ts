/** A network of dense layers over one flat vector of parameters, and what can be done with it: forward, backward, predict. */
import {
  backwardDense,
  createDense,
  forwardDense,
  initializeDense,
  parameterCount,
  type Dense,
  type DenseSpec,
} from "./dense.ts";
import { flatten, type Row } from "./dataset.ts";
import { plainKernels, type Kernels } from "./kernels.ts";
import type { Random } from "./random.ts";

/** A network as plain data. */
export interface NetworkSpec {
  /** How many numbers go in, ≥ 1. */
  readonly inputs: number;
  /** From the inputs to the output; the last layer's units are the network's outputs. */
  readonly layers: readonly DenseSpec[];
}

export interface Network {
  readonly spec: NetworkSpec;
  readonly layers: readonly Dense[];
  /** All weights and biases: layer after layer, each W `[inputs, units]` row-major and then b. */
  readonly parameters: Float64Array;
  /** The derivatives of the loss with respect to them, laid out alike. */
  readonly gradients: Float64Array;
  readonly kernels: Kernels;
}

/** Rows predicted in one go: enough to be fast, few enough to keep buffers small. */
const PREDICT_ROWS = 1024;

/**
 * A network; all parameters are 0 until `initialize` draws them or they are set.
 *
 * @param options.kernels what multiplies. Default: plain TypeScript.
 * @throws RangeError when there is no layer, a size is not an integer ≥ 1, or a name is unknown.
 */
export function createNetwork(spec: NetworkSpec, { kernels = plainKernels }: { kernels?: Kernels } = {}): Network {
  if (!isCount(spec.inputs))
    throw new RangeError(`createNetwork: expected inputs to be an integer ≥ 1, got ${spec.inputs}`);
  if (spec.layers.length === 0) throw new RangeError("createNetwork: expected at least 1 layer, got 0");
  spec.layers.forEach(({ units }, i) => {
    if (!isCount(units)) throw new RangeError(`createNetwork: expected units ≥ 1 in layer ${i + 1}, got ${units}`);
  });

  const widths = [spec.inputs, ...spec.layers.map(({ units }) => units)];
  const counts = spec.layers.map(({ units }, i) => parameterCount(widths[i], units));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const parameters = new Float64Array(total);
  const gradients = new Float64Array(total);

  let start = 0;
  const layers = spec.layers.map((layer, i) => {
    const end = start + counts[i];
    const views = [parameters.subarray(start, end), gradients.subarray(start, end)] as const;
    start = end;
    return createDense(layer, widths[i], ...views, `createNetwork: layer ${i + 1}`);
  });
  return { spec, layers, parameters, gradients, kernels };
}

/** Draws the weights of every layer, from the first to the last; biases become 0. */
export function initialize(network: Network, random: Random): void {
  for (const layer of network.layers) initializeDense(layer, random);
}

/** How many numbers come out for a row. */
export function outputsOf(spec: NetworkSpec): number {
  return spec.layers[spec.layers.length - 1].units;
}

/**
 * What the network says of `rows` rows of `x`, `[rows, inputs]`.
 * Returns a view of `[rows, outputs]` that the next call overwrites.
 * @param chance draws the dropout, as in training; where it is left out, nothing is dropped.
 */
export function forward(network: Network, x: Float64Array, rows: number, chance?: Random): Float64Array {
  let out = x;
  for (const layer of network.layers) out = forwardDense(layer, out, rows, network.kernels, chance);
  return out;
}

/**
 * The gradients of the batch that `forward` saw last, into `network.gradients`.
 *
 * @param x the same batch, `[rows, inputs]`.
 * @param writeOutputGradient writes the derivative of the loss with respect to the outputs, `[rows, outputs]`, into the vector it is given.
 */
export function backward(
  network: Network,
  x: Float64Array,
  rows: number,
  writeOutputGradient: (da: Float64Array, outputs: Float64Array) => void,
): void {
  const { layers, kernels } = network;
  const last = layers[layers.length - 1];
  writeOutputGradient(last.dz, last.out);
  for (let i = layers.length - 1; i > 0; i--) {
    const below = layers[i - 1];
    backwardDense(layers[i], below.out, below.dz, rows, kernels);
  }
  backwardDense(layers[0], x, undefined, rows, kernels);
}

/**
 * What the network says of each row, as rows of outputs: `predict(network, [[1.5]])` is `[[5.2…]]`.
 * @throws RangeError when a row has not as many finite numbers as the network has inputs.
 */
export function predict(network: Network, x: readonly Row[]): number[][] {
  if (x.length === 0) return [];
  const { values, width } = flatten(x, "x", "predict");
  const outputs = predictFlat(network, values, width);
  const step = outputsOf(network.spec);
  return x.map((_, i) => Array.from(outputs.subarray(i * step, (i + 1) * step)));
}

/**
 * The same over one flat vector `[rows, inputs]`; returns a new vector `[rows, outputs]`.
 * @throws RangeError when the vector does not hold whole rows.
 */
export function predictFlat(network: Network, x: Float64Array, width: number = network.spec.inputs): Float64Array {
  const { inputs } = network.spec;
  if (width !== inputs) throw new RangeError(`predict: expected ${inputs} numbers in a row, got ${width}`);
  const outputs = outputsOf(network.spec);
  const rows = x.length / inputs;
  if (!Number.isInteger(rows))
    throw new RangeError(`predict: expected a multiple of ${inputs} numbers, got ${x.length}`);
  const predicted = new Float64Array(rows * outputs);
  for (let first = 0; first < rows; first += PREDICT_ROWS) {
    const count = Math.min(PREDICT_ROWS, rows - first);
    predicted.set(forward(network, x.subarray(first * inputs, (first + count) * inputs), count), first * outputs);
  }
  return predicted;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
