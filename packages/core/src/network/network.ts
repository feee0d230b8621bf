/** A network of dense layers over one flat vector of parameters, and what can be done with it: forward, backward, predict. */
import { checkNetworkSpec } from "../spec/check-network-spec.ts";
import {
  backwardDense,
  createDense,
  forwardDense,
  initializeDense,
  denseParameterCount,
  type Dense,
  type DenseSpec,
} from "./dense.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import { flattenRows, type Row } from "../data/dataset.ts";
import { plainKernels, type Kernels } from "./kernels.ts";
import type { Random } from "../random.ts";
import { createVector, type Precision, type Vector } from "../vector.ts";

/** One of the networks that stand side by side. */
export interface Member {
  /** From the inputs to the output. */
  readonly layers: readonly Dense[];
  /** The straight line that is added to the output, where the spec has one. */
  readonly shortcut: Dense | undefined;
}

/** Members over one flat vector of parameters; `createNetwork` makes one. */
export interface Network {
  /** What it was made with. */
  readonly spec: NetworkSpec;
  /** The networks that stand side by side; mostly one. */
  readonly members: readonly Member[];
  /** The layers of all members, without shortcuts. */
  readonly layers: readonly Dense[];
  /** All weights and biases: member after member, layer after layer, and then the shortcut; each W `[inputs, units]` row-major and then b. */
  readonly parameters: Vector;
  /** The derivatives of the loss with respect to them, laid out alike. */
  readonly gradients: Vector;
  /** What multiplies. */
  readonly kernels: Kernels;
}

/** Rows predicted in one go: enough to be fast, few enough to keep buffers small. */
const PREDICT_ROWS = 1024;

/** Of what and where a network is made; all of it may be left out. */
export interface NetworkOptions {
  /** What multiplies. Default: plain TypeScript. */
  readonly kernels?: Kernels;
  /** How precise its numbers are. Default `float64`. */
  readonly precision?: Precision;
  /** Where the parameters live, as long as there are of them. Default: a vector of the network's own. */
  readonly parameters?: Vector;
  /** Where the gradients live. Default: a vector of the network's own. */
  readonly gradients?: Vector;
}

/**
 * A network; all parameters are 0 until `initialize` draws them or they are set.
 *
 * @throws RangeError when there is no layer, a size is not an integer ≥ 1, or a name is unknown; TypeError when the spec is none.
 */
export function createNetwork(spec: NetworkSpec, options: NetworkOptions = {}): Network {
  const { kernels = plainKernels, precision = "float64" } = options;
  checkNetworkSpec(spec, "createNetwork");
  const { inputs, layers, members: count = 1 } = spec;

  const dense = layers.map((layer, i) => ({
    layer,
    inputs: i === 0 ? inputs : layers[i - 1].units,
    where: `createNetwork: layer ${i + 1}`,
  }));
  if (spec.shortcut) {
    const layer: DenseSpec = { units: outputCount(spec), activation: "identity" };
    dense.push({ layer, inputs, where: "createNetwork: shortcut" });
  }
  const total = parameterCount(spec);
  const { parameters = createVector(total, precision), gradients = createVector(total, precision) } = options;

  let start = 0;
  const members = Array.from({ length: count }, (): Member => {
    const made = dense.map((place) => {
      const end = start + denseParameterCount(place.inputs, place.layer.units);
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

/** What goes into and comes out of each layer of a member; that of the shortcut is the last, where there is one. */
export function layerSizes(spec: NetworkSpec): { inputs: number; units: number }[] {
  const { inputs, layers, shortcut } = spec;
  const sizes = layers.map(({ units }, i) => ({ inputs: i === 0 ? inputs : layers[i - 1].units, units }));
  return shortcut ? [...sizes, { inputs, units: outputCount(spec) }] : sizes;
}

/** How many parameters a network has: members, layers and shortcuts together. */
export function parameterCount({ inputs, layers, members = 1, shortcut = false }: NetworkSpec): number {
  const counts = layers.map(({ units }, i) => denseParameterCount(i === 0 ? inputs : layers[i - 1].units, units));
  const line = shortcut ? denseParameterCount(inputs, layers[layers.length - 1].units) : 0;
  return members * counts.reduce((sum, length) => sum + length, line);
}

/** How many numbers come out for a row. */
export function outputCount(spec: NetworkSpec): number {
  return spec.layers[spec.layers.length - 1].units;
}

/**
 * What one member says of `rows` rows of `x`, `[rows, inputs]`.
 * Returns a view of `[rows, outputs]` that the next call overwrites.
 * @param chance draws the dropout, as in training; where it is left out, nothing is dropped.
 */
export function forward(
  { layers, shortcut }: Member,
  x: Vector,
  rows: number,
  kernels: Kernels,
  chance?: Random,
): Vector {
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
 * What the network says of each row, as rows of outputs: `predict(network, [[1.5]])` is `[[5.2…]]`.
 * @throws RangeError when a row has not as many finite numbers as the network has inputs.
 */
export function predict(network: Network, x: readonly Row[]): number[][] {
  if (x.length === 0) return [];
  const { values, width } = flattenRows(x, "x", "predict");
  const outputs = predictFlat(network, values, width);
  const step = outputCount(network.spec);
  return x.map((_, i) => Array.from(outputs.subarray(i * step, (i + 1) * step)));
}

/**
 * The same over one flat vector `[rows, inputs]`; returns a new vector `[rows, outputs]`: the mean of all members.
 * @throws RangeError when the vector does not hold whole rows.
 */
export function predictFlat(network: Network, x: Float64Array, width: number = network.spec.inputs): Float64Array {
  return averageMembers(network.members.length, (m) => predictMember(network, network.members[m], x, width));
}

/**
 * The mean of what members say: a new vector.
 * @param predictMember what a member says; it may be a view until the next call.
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

/** What one member says, as a new vector `[rows, outputs]`. */
export function predictMember(
  network: Network,
  member: Member,
  x: Float64Array,
  width: number = network.spec.inputs,
): Float64Array {
  const { inputs } = network.spec;
  if (width !== inputs) throw new RangeError(`predict: expected ${inputs} numbers in a row, got ${width}`);
  const outputs = outputCount(network.spec);
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
