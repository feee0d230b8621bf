/** Where everything of a training lies in one memory: descriptions, parameters, data, and the vectors of a batch. */
import { expTable, isShuffled, tanhTable, type EnginePlan } from "@epochal/core";
import { boardBytes, MOST_THREADS } from "./threads/board.ts";
import { activationNumber, isNative, lossNumber, optimizerNumber } from "./native.ts";

/** Most updates in one call. */
const MOST_UPDATES = 1024;

/** Rows that are predicted in one go, at least, where there are so many. */
const FORWARD_ROWS = 64;

/** Vectors begin at lines of the cache; so many bytes behind each the assembly may read, and write behind those of a layer. */
const LINE = 64;
const BEHIND = 96;

/** A layer as the assembly sees it, 32 bits each: the fields of `Layer` in assembly/plan.ts, in their order. */
export type LayerWords = Readonly<Record<"inputs" | "units" | "activation" | "offset" | "z" | "a" | "dz", number>>;
const LAYER_BYTES = 7 * 4;

export type Layout = ReturnType<typeof layOut>;

/**
 * `numbers`, 64 bits each, and then `words`, 32 bits each, are what the assembly is told of the training: the fields of `Plan` in
 * assembly/plan.ts, in their order.
 */
export function layOut({ spec, train, validation, folds, batchSize, optimizerStateLength }: EnginePlan) {
  const { network, penalty = {}, clipping = {} } = spec;
  const { members = 1, shortcut = false } = network;
  const size = spec.precision === "float32" ? 4 : 8;
  const hasBatches = batchSize < train.rows;
  const hasOrders = isShuffled({ spec, train, batchSize });
  const capacity = Math.max(batchSize, Math.min(FORWARD_ROWS, Math.max(train.rows, validation?.rows ?? 0)));

  let end = LINE; // 0 stands for what is not there
  function place(bytes: number): number {
    const start = end;
    end += Math.ceil((bytes + BEHIND) / LINE) * LINE;
    return start;
  }
  const vector = (count: number) => place(count * size);
  const column = () => place(MOST_UPDATES * 8);

  const outputs = network.layers[network.layers.length - 1].units;
  const shapes = [...network.layers, ...(shortcut ? [{ units: outputs, activation: "identity" as const }] : [])];
  const layersAt = place(shapes.length * LAYER_BYTES);
  let offset = 0;
  const layers = shapes.map(({ units, activation }, i): LayerWords => {
    const inputs = i === 0 || i === network.layers.length ? network.inputs : shapes[i - 1].units;
    const start = offset;
    offset += (inputs * units + units) * size;
    const a = vector(capacity * units);
    const z = isNative(activation) ? a : vector(capacity * units);
    const dz = vector(capacity * units);
    return { inputs, units, activation: activationNumber(activation), offset: start, z, a, dz };
  });
  const parameterCount = (members * offset) / size;

  const x = vector(train.rows * train.inputs);
  const y = vector(train.rows * train.outputs);
  const numbers = {
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
    lowest: 0,
  };
  const words = {
    rows: train.rows,
    batchRows: batchSize,
    inputs: network.inputs,
    outputs,
    targets: train.outputs,
    members,
    loss: lossNumber(typeof spec.loss === "string" ? spec.loss : spec.loss.type),
    optimizer: optimizerNumber(spec.optimizer.type),
    parameterCount,
    memoryCount: optimizerStateLength,
    memberBytes: offset,
    layerCount: network.layers.length,
    layers: layersAt,
    hasShortcut: Number(shortcut),
    predicted: layers[layers.length - 1].a,
    parameters: vector(parameterCount),
    gradients: vector(parameterCount),
    memory: vector(optimizerStateLength),
    bestParameters: vector(parameterCount),
    epochStart: vector(parameterCount),
    bestIndex: 0,
    isSpoiled: 0,
    x,
    y,
    weights: train.weights ? place(train.rows * 8) : 0,
    folds: folds ? place(train.rows) : 0,
    order: hasOrders ? place(train.rows * 4) : 0,
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
  const xValidation = validation ? vector(validation.rows * validation.inputs) : 0;
  const plan = place(8 * Object.keys(numbers).length + 4 * Object.keys(words).length);
  const board = place(boardBytes(MOST_THREADS));
  return {
    /** Where `numbers` and `words` are. */
    plan,
    numbers,
    words,
    /** The layers, and then the shortcut where there is one. */
    layers,
    /** Inputs of the rows that judge, if there are any. */
    xValidation,
    /** Most updates in one call. */
    updates: MOST_UPDATES,
    /** Places for rows in the vectors of the layers. */
    capacity,
    /** Where threads are told what to do. */
    board,
    /** Bytes up to the scratch of the products, a piece for each thread, which comes last. */
    bytes: end,
  };
}
