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
  /**
   * Adds a straight line through the inputs to the output: that of least squares through all rows a training is given,
   * validation rows too. It stays as it is, so that the layers learn only what a line cannot say. Default false.
   */
  readonly shortcut?: boolean;
  /**
   * How many networks stand side by side, alike but for their first weights; what they say is their mean. Default 1;
   * more make an ensemble, which errs less and costs as much more.
   */
  readonly members?: number;
}

/** One of the networks that stand side by side. */
export interface Member {
  readonly layers: readonly Dense[];
  /** The straight line that is added to the output, where the spec has one. */
  readonly shortcut: Dense | undefined;
}

export interface Network {
  readonly spec: NetworkSpec;
  readonly members: readonly Member[];
  /** The layers of all members, without shortcuts. */
  readonly layers: readonly Dense[];
  /** All weights and biases: member after member, layer after layer, and then the shortcut; each W `[inputs, units]` row-major and then b. */
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
  const { inputs, layers, members: count = 1 } = spec;
  if (!isCount(inputs)) throw new RangeError(`createNetwork: expected inputs to be an integer ≥ 1, got ${inputs}`);
  if (!isCount(count)) throw new RangeError(`createNetwork: expected members to be an integer ≥ 1, got ${count}`);
  if (layers.length === 0) throw new RangeError("createNetwork: expected at least 1 layer, got 0");
  layers.forEach(({ units }, i) => {
    if (!isCount(units)) throw new RangeError(`createNetwork: expected units ≥ 1 in layer ${i + 1}, got ${units}`);
  });

  const dense = layers.map((layer, i) => ({
    layer,
    inputs: i === 0 ? inputs : layers[i - 1].units,
    where: `createNetwork: layer ${i + 1}`,
  }));
  if (spec.shortcut) {
    const layer: DenseSpec = { units: outputsOf(spec), activation: "identity" };
    dense.push({ layer, inputs, where: "createNetwork: shortcut" });
  }
  const total = count * dense.reduce((sum, place) => sum + parameterCount(place.inputs, place.layer.units), 0);
  const parameters = new Float64Array(total);
  const gradients = new Float64Array(total);

  let start = 0;
  const members = Array.from({ length: count }, (): Member => {
    const made = dense.map((place) => {
      const end = start + parameterCount(place.inputs, place.layer.units);
      const views = [parameters.subarray(start, end), gradients.subarray(start, end)] as const;
      start = end;
      return createDense(place.layer, place.inputs, ...views, place.where);
    });
    return { layers: made.slice(0, layers.length), shortcut: made[layers.length] };
  });
  return { spec, members, layers: members.flatMap((member) => member.layers), parameters, gradients, kernels };
}

/**
 * Draws the weights of every layer, from the first to the last, member after member; biases become 0. Where there is a
 * shortcut, the last layer's weights become 0 too, so that a training begins with the line alone.
 */
export function initialize(network: Network, random: Random): void {
  for (const { layers, shortcut } of network.members) {
    for (const layer of layers) initializeDense(layer, random);
    if (shortcut) layers[layers.length - 1].W.fill(0);
  }
}

/** How many numbers come out for a row. */
export function outputsOf(spec: NetworkSpec): number {
  return spec.layers[spec.layers.length - 1].units;
}

/**
 * What one member says of `rows` rows of `x`, `[rows, inputs]`.
 * Returns a view of `[rows, outputs]` that the next call overwrites.
 * @param chance draws the dropout, as in training; where it is left out, nothing is dropped.
 */
export function forward(
  { layers, shortcut }: Member,
  x: Float64Array,
  rows: number,
  kernels: Kernels,
  chance?: Random,
): Float64Array {
  let out = x;
  for (const layer of layers) out = forwardDense(layer, out, rows, kernels, chance);
  if (!shortcut) return out;
  const line = forwardDense(shortcut, x, rows, kernels);
  for (let i = 0; i < line.length; i++) line[i] += out[i];
  return line;
}

/**
 * The gradients of the batch that the member saw last by `forward`, into its views of the network's.
 *
 * @param x the same batch, `[rows, inputs]`.
 * @param writeOutputGradient writes the derivative of the loss with respect to the outputs, `[rows, outputs]`, into the vector it is given.
 */
export function backward(
  { layers, shortcut }: Member,
  x: Float64Array,
  rows: number,
  kernels: Kernels,
  writeOutputGradient: (da: Float64Array, outputs: Float64Array) => void,
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
 * The same over one flat vector `[rows, inputs]`; returns a new vector `[rows, outputs]`: the mean of all members.
 * @throws RangeError when the vector does not hold whole rows.
 */
export function predictFlat(network: Network, x: Float64Array, width: number = network.spec.inputs): Float64Array {
  const { members } = network;
  const mean = predictMember(network, members[0], x, width);
  if (members.length === 1) return mean;
  for (const member of members.slice(1)) {
    const predicted = predictMember(network, member, x, width);
    for (let i = 0; i < mean.length; i++) mean[i] += predicted[i];
  }
  for (let i = 0; i < mean.length; i++) mean[i] /= members.length;
  return mean;
}

/** What one member says, as a new vector `[rows, outputs]`. */
export function predictMember(
  network: Network,
  member: Member,
  x: Float64Array,
  width: number = network.spec.inputs,
): Float64Array {
  const { inputs } = network.spec;
  if (width !== inputs) throw new RangeError(`predict: expected ${inputs} numbers in a row, got ${width}`);
  const outputs = outputsOf(network.spec);
  const rows = x.length / inputs;
  if (!Number.isInteger(rows))
    throw new RangeError(`predict: expected a multiple of ${inputs} numbers, got ${x.length}`);
  const predicted = new Float64Array(rows * outputs);
  for (let first = 0; first < rows; first += PREDICT_ROWS) {
    const count = Math.min(PREDICT_ROWS, rows - first);
    const rowsOfX = x.subarray(first * inputs, (first + count) * inputs);
    predicted.set(forward(member, rowsOfX, count, network.kernels), first * outputs);
  }
  return predicted;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
