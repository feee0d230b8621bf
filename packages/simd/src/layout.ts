/** The layout of a training in one memory: descriptions, parameters, data, and the vectors of a batch. */
import { expTable, isShuffled, tanhTable, type EnginePlan } from "@epochal/core";
import { workBoardBytes, MAX_THREADS } from "./threads/work-board.ts";
import { placeScaling } from "./row-loader.ts";
import { activationCode, hasKernel, lossCode, optimizerCode } from "./supported-ops.ts";
import type { Views } from "./views.ts";

/** Most updates in one call. */
const MAX_UPDATES = 1024;

/** Rows that one forward pass predicts, at least, if there are as many. */
const FORWARD_ROWS = 64;

/** Vectors begin at cache lines; PADDING bytes after each may be read by the assembly, and written after those of a layer. */
const CACHE_LINE = 64;
const PADDING = 96;

/** A layer as the assembly sees it, 32 bits for each field: `Layer` in assembly/plan.ts, in the same order. */
export type LayerWords = Readonly<Record<"inputs" | "units" | "activation" | "offset" | "z" | "a" | "dz", number>>;
const LAYER_BYTES = 7 * 4;

/** Bytes of the inputs of all rows above which only those of some updates are in memory at a time. */
const MAX_RESIDENT_BYTES = 2 ** 26;
const WINDOW_BYTES = 2 ** 22;

export type Layout = ReturnType<typeof createLayout>;

/**
 * `numbers`, 64 bits each, and then `words`, 32 bits each, describe the training to the assembly: the fields of `Plan` in
 * assembly/plan.ts, in the same order.
 */
export function createLayout(
  plan: EnginePlan,
  { maxResidentBytes = MAX_RESIDENT_BYTES, windowBytes = WINDOW_BYTES } = {},
) {
  const { spec, train, validation, folds, batchSize, optimizerStateLength } = plan;
  const { network } = spec;
  const { members = 1, shortcut = false } = network;
  const sizes = chooseSizes(plan, maxResidentBytes, windowBytes);
  const { numberBytes, isWindowed, updates, rows, hasBatches, hasOrders, capacity } = sizes;

  let end = CACHE_LINE; // the pointer 0 means absent
  function place(bytes: number): number {
    const start = end;
    end += Math.ceil((bytes + PADDING) / CACHE_LINE) * CACHE_LINE;
    return start;
  }
  const vector = (count: number) => place(count * numberBytes);
  const column = () => place(updates * 8);

  const { layers, layersAt, memberBytes } = placeLayers(network, sizes, place);
  const { units: outputs } = network.layers[network.layers.length - 1];
  const parameterCount = (members * memberBytes) / numberBytes;
  const x = vector(Math.max(rows, isWindowed ? capacity : 0) * train.inputs);
  const y = vector(rows * train.outputs);
  const numbers = numbersOf(spec);
  const words = {
    bestIndex: 0,
    hasDiverged: 0,
    rows,
    batchRows: batchSize,
    inputs: network.inputs,
    outputs,
    targets: train.outputs,
    members,
    loss: lossCode(typeof spec.loss === "string" ? spec.loss : spec.loss.type),
    optimizer: optimizerCode(spec.optimizer.type),
    parameterCount,
    optimizerStateLength,
    memberBytes,
    layerCount: network.layers.length,
    layers: layersAt,
    hasShortcut: Number(shortcut),
    predicted: layers[layers.length - 1].a,
    parameters: vector(parameterCount),
    gradients: vector(parameterCount),
    optimizerState: vector(optimizerStateLength),
    bestParameters: vector(parameterCount),
    epochStart: vector(parameterCount),
    x,
    y,
    weights: train.weights ? place(rows * 8) : 0,
    folds: folds ? place(2 * rows) : 0,
    order: hasOrders ? place(rows * 4) : 0,
    batchX: hasOrders ? vector(batchSize * train.inputs) : x,
    batchY: hasBatches ? vector(batchSize * train.outputs) : y,
    rowWeights: train.weights || folds ? place(batchSize * 8) : 0,
    rowLosses: place(batchSize * 8),
    learningRates: column(),
    corrections1: column(),
    corrections2: column(),
    losses: column(),
    lossWeights: column(),
    gradientNorms: column(),
    expTable: place(8 * expTable.length),
    tanhTable: network.layers.some(({ activation }) => activation === "tanh") ? place(8 * tanhTable().length) : 0,
  };
  const scaling = placeScaling(train.unscaled.scaler, place);
  const xValidation = validation && !isWindowed ? vector(validation.rows * validation.inputs) : 0;
  const xFolds = folds && !isWindowed ? vector(train.rows * train.inputs) : 0;
  const planAt = place(8 * Object.keys(numbers).length + 4 * Object.keys(words).length);
  const board = place(workBoardBytes(MAX_THREADS));
  const sums = place(16 * members);
  return {
    /** A pointer to `numbers`, which `words` follow. */
    plan: planAt,
    numbers,
    words,
    /** The layers, then the shortcut if there is one. */
    layers,
    /** The memory to scale rows in. */
    scaling,
    /** Whether only the rows of some updates are in memory at a time, in the place of the training rows. */
    isWindowed,
    /** Inputs of the validation rows; 0 if there are none, or with a window. */
    xValidation,
    /** Inputs of the training rows, fold by fold; 0 if there are no folds, or with a window. */
    xFolds,
    /** Most updates in one call. */
    updates,
    /** Rows that the layers' vectors have space for. */
    capacity,
    /** The work board of the threads. */
    board,
    /** What threads report of the members: see `memberSums`. */
    sums,
    /** Bytes before the products' scratch, which comes last: a piece for each thread. */
    bytes: end,
  };
}

type Sizes = ReturnType<typeof chooseSizes>;

/** How many rows are in memory, and what they need. */
function chooseSizes(
  { spec, train, validation, batchSize }: EnginePlan,
  maxResidentBytes: number,
  windowBytes: number,
) {
  const numberBytes = spec.precision === "float32" ? 4 : 8;
  const hasBatches = batchSize < train.rows;
  const rowBytes = train.inputs * numberBytes;
  const isWindowed = hasBatches && (train.rows + (validation?.rows ?? 0)) * rowBytes > maxResidentBytes;
  // With a window, the rows of some updates lie there one after the other.
  const updates = isWindowed ? clamp(Math.floor(windowBytes / (batchSize * rowBytes)), 1, MAX_UPDATES) : MAX_UPDATES;
  const rows = isWindowed ? Math.min(updates * batchSize, train.rows) : train.rows;
  const hasOrders = !isWindowed && isShuffled({ spec, train, batchSize });
  const capacity = Math.max(batchSize, Math.min(FORWARD_ROWS, Math.max(train.rows, validation?.rows ?? 0)));
  return { numberBytes, hasBatches, isWindowed, updates, rows, hasOrders, capacity };
}

/** The layers of a member, then the shortcut if there is one, and the bytes of their parameters. */
function placeLayers(
  { inputs: networkInputs, layers: dense, shortcut = false }: EnginePlan["spec"]["network"],
  { numberBytes, capacity }: Sizes,
  place: (bytes: number) => number,
) {
  const { units: outputs } = dense[dense.length - 1];
  const shapes = [...dense, ...(shortcut ? [{ units: outputs, activation: "identity" as const }] : [])];
  const layersAt = place(shapes.length * LAYER_BYTES);
  let memberBytes = 0;
  const layers = shapes.map(({ units, activation }, i): LayerWords => {
    const inputs = i === 0 || i === dense.length ? networkInputs : shapes[i - 1].units;
    const offset = memberBytes;
    memberBytes += (inputs * units + units) * numberBytes;
    const vectorBytes = capacity * units * numberBytes;
    const a = place(vectorBytes);
    const z = hasKernel(activation) ? a : place(vectorBytes);
    const dz = place(vectorBytes);
    return { inputs, units, activation: activationCode(activation), offset, z, a, dz };
  });
  return { layers, layersAt, memberBytes };
}

/** The numbers of the plan; the optimizer's settings are written before each call. */
function numbersOf({ penalty = {}, clipping = {} }: EnginePlan["spec"]) {
  return {
    momentum: 0,
    alpha: 0,
    beta1: 0,
    beta2: 0,
    epsilon: 0,
    weightDecay: 0,
    l1: penalty.l1 ?? 0,
    l2: penalty.l2 ?? 0,
    clipValue: clipping.value ?? Infinity,
    clipNorm: clipping.norm ?? Infinity,
    lowestLoss: 0,
  };
}

/** Writes what the assembly reads of a layout: the plan and the layers. */
export function writeDescriptions({ plan, numbers, words, layers }: Layout, views: Views): void {
  const values = Object.values(numbers);
  const putWords = (pointer: number, integers: number[]) => views.words(pointer, integers.length).set(integers);
  views.doubles(plan, values.length).set(values);
  putWords(plan + 8 * values.length, Object.values(words));
  putWords(words.layers, layers.flatMap(Object.values));
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
