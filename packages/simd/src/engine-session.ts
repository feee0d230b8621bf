/** A training in the memory of a module: the trainer reads and writes views of that memory. */
import { expTable, tanhTable } from "@epochal/core";
import type { EnginePlan, EngineSession, PreparedRows, Settings, TrainingSpec, Vector } from "@epochal/core";
import { createCallbacks } from "./callbacks.ts";
import { createCorrections } from "./corrections.ts";
import type { Layout } from "./layout.ts";
import { createRowWindow } from "./row-window.ts";
import { createMemory, instantiate, type Exports } from "./instance.ts";
import { viewsOf, type Views } from "./views.ts";

/** How threads share the updates of a session; see `threads/`. */
export interface Multithreading {
  /** The most threads, the training's own included. */
  readonly threads: number;
  readonly createSteps: (session: SharedSession) => (first: number, count: number) => number;
}

/** The parts of a session that threads need. */
export interface SharedSession {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly spec: TrainingSpec;
  readonly layout: Layout;
  readonly exports: Exports;
  /** The losses and weights of the call's updates. */
  readonly losses: Float64Array;
  readonly weights: Float64Array;
  /** Number of training rows in memory. */
  readonly rows: () => number;
  /** A pointer to the scratch of a thread, counted from 0. */
  readonly scratchOf: (thread: number) => number;
}

/**
 * Undefined if there is too little memory.
 * @param module imports a shared memory if `multithreading` is given.
 */
export function createEngineSession(
  plan: EnginePlan,
  layout: Layout,
  module: WebAssembly.Module,
  multithreading?: Multithreading,
): EngineSession | undefined {
  const { spec, train, validation } = plan;
  const { words } = layout;
  const memory = createMemory(multithreading !== undefined);
  const views = viewsOf(memory, spec.precision ?? "float64");
  const exports = instantiate(module, memory, createCallbacks(spec, layout, views));
  const scratchBytes = scratchBytesFor(layout, exports);
  if (!growTo(memory, layout.bytes + (multithreading?.threads ?? 1) * scratchBytes)) return undefined;
  exports.useScratch(layout.bytes);
  writePlan(layout, views);
  const window = layout.isWindowed ? createRowWindow(plan, layout, views) : undefined;
  if (!window) writeRows(plan, layout, views);
  const folds = window ? [] : writeFolds(plan, layout, views);

  const { create, vector, doubles } = views;
  const column = (name: keyof Layout["words"]) => doubles(words[name], layout.updates);
  const { parameterCount, outputs } = words;
  const numberNames = Object.keys(layout.numbers);
  const numbers = doubles(layout.plan, numberNames.length);
  // The assembly writes bestIndex and hasDiverged, the first two words.
  const results = new Int32Array(memory.buffer, layout.plan + numbers.byteLength, 2);
  const corrections = [
    createCorrections("beta1", column("corrections1")),
    createCorrections("beta2", column("corrections2")),
  ];

  function prepare(count: number, done: number, settings: Settings): void {
    if (count > layout.updates)
      throw new RangeError(`engine: expected at most ${layout.updates} updates in a call, got ${count}`);
    for (const [i, name] of numberNames.entries()) if (name in settings) numbers[i] = settings[name];
    if ("beta1" in settings) for (const correct of corrections) correct(settings, done, count);
  }

  const losses = column("losses");
  const weights = column("lossWeights");
  const parallelSteps = multithreading?.createSteps({
    module,
    memory,
    spec,
    layout,
    exports,
    losses,
    weights,
    rows: () => window?.rows ?? words.rows,
    scratchOf: (thread) => layout.bytes + thread * scratchBytes,
  });

  const parts = {
    train: { x: words.x, rows: train.rows },
    validation: { x: layout.xValidation, rows: validation?.rows ?? 0 },
  };
  /** Vectors for the outputs, by part and number of rows. */
  const predictions: Record<string, Vector> = {};

  return {
    parameters: vector(words.parameters, parameterCount),
    gradients: vector(words.gradients, parameterCount),
    optimizerState: vector(words.optimizerState, plan.optimizerStateLength),
    order: window?.order ?? views.words(words.order, words.order ? train.rows : 0),
    learningRates: column("learningRates"),
    losses,
    weights,
    gradientNorms: column("gradientNorms"),
    bestParameters: vector(words.bestParameters, parameterCount),
    get bestIndex() {
      return results[0];
    },
    get hasDiverged() {
      return results[1] !== 0;
    },

    steps(first, count, done, settings) {
      prepare(count, done, settings);
      window?.load(first, count);
      const from = window ? 0 : first;
      return parallelSteps ? parallelSteps(from, count) : exports.steps(layout.plan, from, count);
    },

    epochs(count, done, settings, lowestLoss) {
      prepare(count, done, settings);
      numbers[numbers.length - 1] = lowestLoss;
      return exports.epochs(layout.plan, count);
    },
    isMultithreaded: parallelSteps !== undefined,

    forward(member, part) {
      const ofFold = window && part === "fold" ? rowsOfFold(plan.folds!, member) : undefined;
      const { x, rows } = ofFold ? { x: words.x, rows: ofFold.length } : part === "fold" ? folds[member] : parts[part];
      const predicted = (predictions[`${part} ${rows}`] ??= create(rows * outputs));
      for (let first = 0; first < rows; first += layout.capacity) {
        const count = Math.min(layout.capacity, rows - first);
        window?.loadInputs(part === "validation" ? validation! : train, ofFold, first, count);
        exports.forward(layout.plan, member, window ? words.x : x + first * train.inputs * views.size, count);
        predicted.set(vector(words.predicted, count * outputs), first * outputs);
      }
      return predicted;
    },
  };
}

const PAGE = 65536;
const MAX_PAGES = 65536;
const CACHE_LINE = 64;

/** Bytes of scratch that the products of a thread need, in whole cache lines. */
function scratchBytesFor({ words, layers, capacity }: Layout, exports: Exports): number {
  const inputs = Math.max(...layers.map((layer) => layer.inputs));
  const units = Math.max(...layers.map((layer) => layer.units));
  const bytes = exports.productScratch(Math.max(capacity, words.batchRows), inputs, units) >>> 0;
  return Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
}

/** Grows a memory to at least `bytes`; returns false if that is impossible. */
function growTo(memory: WebAssembly.Memory, bytes: number): boolean {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > MAX_PAGES) return false;
  try {
    memory.grow(Math.max(0, pages - memory.buffer.byteLength / PAGE));
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Writes the descriptions and the tables. */
function writePlan(layout: Layout, views: Views): void {
  const { plan, words, layers } = layout;
  const putDoubles = (pointer: number, values: ArrayLike<number>) => views.doubles(pointer, values.length).set(values);
  const putWords = (pointer: number, values: number[]) => views.words(pointer, values.length).set(values);
  const numbers = Object.values(layout.numbers);
  putDoubles(plan, numbers);
  putWords(plan + 8 * numbers.length, Object.values(words));
  putWords(words.layers, layers.flatMap(Object.values));
  putDoubles(words.expTable, expTable);
  if (words.tanhTable) putDoubles(words.tanhTable, tanhTable());
}

/** Writes the training rows and the inputs of the validation rows. */
function writeRows({ train, validation, folds, secondFolds = folds }: EnginePlan, layout: Layout, views: Views): void {
  const { words, xValidation } = layout;
  const putInputs = (pointer: number, part: PreparedRows) => {
    const x = views.vector(pointer, part.rows * part.inputs);
    for (let i = 0; i < part.rows; i++) putRow(x, i * part.inputs, part, i);
  };
  putInputs(words.x, train);
  views.vector(words.y, train.y.length).set(train.y);
  if (train.weights) views.doubles(words.weights, train.rows).set(train.weights);
  if (folds && secondFolds) {
    const pairs = views.bytes(words.folds, 2 * train.rows);
    for (let i = 0; i < train.rows; i++) pairs.set([folds[i], secondFolds[i]], 2 * i);
  }
  if (validation) putInputs(xValidation, validation);
}

/** Writes the inputs of a row. A vector of those of all rows would take twice the memory. */
function putRow(to: Vector, at: number, part: PreparedRows, row: number): void {
  if (part.writeRow) part.writeRow(to, at, row);
  else to.set(part.x.subarray(row * part.inputs, (row + 1) * part.inputs), at);
}

/** Writes the training rows again, fold by fold; returns the number of rows of each fold and a pointer to them. */
function writeFolds(
  { spec, train, folds }: EnginePlan,
  { xFolds }: Layout,
  views: Views,
): { x: number; rows: number }[] {
  if (!folds) return [];
  let next = xFolds;
  return Array.from({ length: spec.network.members ?? 1 }, (_, member) => {
    const x = next;
    const { inputs } = train;
    const rows = folds.reduce((count, fold, i) => {
      if (fold !== member) return count;
      putRow(views.vector(next, inputs), 0, train, i);
      next += inputs * views.size;
      return count + 1;
    }, 0);
    return { x, rows };
  });
}

function rowsOfFold(folds: Uint8Array, member: number): Uint32Array {
  return Uint32Array.from(folds.keys()).filter((row) => folds[row] === member);
}
