/** A training in the memory of a module: what the trainer reads and writes are views of it. */
import {
  expTable,
  tanhTable,
  type EnginePlan,
  type EngineSession,
  type Settings,
  type TrainingSpec,
  type Vector,
} from "@epochal/core";
import { createCallbacks } from "./callbacks.ts";
import { createCorrections } from "./corrections.ts";
import type { Layout } from "./layout.ts";
import { createMemory, instantiate, type Exports } from "./modules.ts";
import { viewsOf, type Views } from "./views.ts";

/** How threads share the updates of a program; see `threads/`. */
export interface Sharing {
  /** How many, at most. */
  readonly threads: number;
  readonly createSteps: (program: SharedProgram) => (first: number, count: number) => number;
}

/** What threads need to know of a program. */
export interface SharedProgram {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly spec: TrainingSpec;
  readonly layout: Layout;
  readonly exports: Exports;
  /** What the updates of a call have measured. */
  readonly losses: Float64Array;
  readonly weights: Float64Array;
  /** Where a thread, from 0, has its scratch. */
  readonly scratchOf: (thread: number) => number;
}

/**
 * Undefined where there is not so much memory.
 * @param module of a shared memory, where there is `sharing`.
 */
export function createProgram(
  plan: EnginePlan,
  layout: Layout,
  module: WebAssembly.Module,
  sharing?: Sharing,
): EngineSession | undefined {
  const { spec, train, validation } = plan;
  const { words } = layout;
  const memory = createMemory(sharing !== undefined);
  const views = viewsOf(memory, spec.precision ?? "float64");
  const exports = instantiate(module, memory, createCallbacks(spec, layout, views));
  const scratchBytes = scratchOf(layout, exports);
  if (!reserve(memory, layout.bytes + (sharing?.threads ?? 1) * scratchBytes)) return undefined;
  exports.useScratch(layout.bytes);
  write(plan, layout, views);

  const { create, vector, doubles } = views;
  const column = (name: keyof Layout["words"]) => doubles(words[name], layout.updates);
  const numberNames = Object.keys(layout.numbers);
  const numbers = doubles(layout.plan, numberNames.length);
  const results = new Int32Array(memory.buffer, layout.plan + numbers.byteLength, Object.keys(words).length);
  const [bestIndexAt, isSpoiledAt] = ["bestIndex", "isSpoiled"].map((name) => Object.keys(words).indexOf(name));
  const lowestAt = numberNames.indexOf("lowest");
  const { parameterCount, outputs } = words;
  const corrections = [
    createCorrections("beta1", column("corrections1")),
    createCorrections("beta2", column("corrections2")),
  ];

  function prepare(count: number, done: number, settings: Settings): void {
    if (count > layout.updates) {
      throw new RangeError(`program: expected at most ${layout.updates} updates at once, got ${count}`);
    }
    for (const [at, name] of numberNames.entries()) if (name in settings) numbers[at] = settings[name];
    if ("beta1" in settings) for (const correct of corrections) correct(settings, done, count);
  }

  const losses = column("losses");
  const weights = column("lossWeights");
  const sharedSteps = sharing?.createSteps({
    module,
    memory,
    spec,
    layout,
    exports,
    losses,
    weights,
    scratchOf: (thread) => layout.bytes + thread * scratchBytes,
  });

  const all = { train: undefined, validation: undefined } as Record<"train" | "validation", Vector | undefined>;

  return {
    parameters: vector(words.parameters, parameterCount),
    gradients: vector(words.gradients, parameterCount),
    optimizerState: vector(words.memory, plan.optimizerStateLength),
    order: views.words(words.order, words.order ? train.rows : 0),
    learningRates: column("learningRates"),
    losses,
    weights,
    gradientNorms: column("gradientNorms"),
    bestParameters: vector(words.bestParameters, parameterCount),
    get bestIndex() {
      return results[bestIndexAt];
    },
    get hasDiverged() {
      return results[isSpoiledAt] !== 0;
    },

    steps(first, count, done, settings) {
      prepare(count, done, settings);
      return sharedSteps ? sharedSteps(first, count) : exports.steps(layout.plan, first, count);
    },

    epochs(count, done, settings, lowest) {
      prepare(count, done, settings);
      numbers[lowestAt] = lowest;
      return exports.epochs(layout.plan, count);
    },
    isMultithreaded: sharedSteps !== undefined,

    forward(member, part) {
      const rows = (part === "train" ? train : validation)?.rows ?? 0;
      const x = part === "train" ? words.x : layout.xValidation;
      const said = (all[part] ??= create(rows * outputs));
      for (let first = 0; first < rows; first += layout.capacity) {
        const count = Math.min(layout.capacity, rows - first);
        exports.forward(layout.plan, member, x + first * train.inputs * views.size, count);
        said.set(vector(words.predicted, count * outputs), first * outputs);
      }
      return said;
    },
  };
}

const PAGE = 65536;
const MOST_PAGES = 65536;
const LINE = 64;

/** Bytes of scratch that the products of a thread need: whole lines of the cache. */
function scratchOf({ words, layers, capacity }: Layout, exports: Exports): number {
  const inputs = Math.max(...layers.map((layer) => layer.inputs));
  const units = Math.max(...layers.map((layer) => layer.units));
  const bytes = exports.productScratch(Math.max(capacity, words.batchRows), inputs, units) >>> 0;
  return Math.ceil(bytes / LINE) * LINE;
}

/** Makes a memory so large; false where that cannot be. */
function reserve(memory: WebAssembly.Memory, bytes: number): boolean {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > MOST_PAGES) return false;
  try {
    memory.grow(Math.max(0, pages - memory.buffer.byteLength / PAGE));
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The descriptions, the tables and the data. */
function write({ train, validation, folds }: EnginePlan, layout: Layout, views: Views): void {
  const { plan, words, layers, xValidation } = layout;
  const putDoubles = (pointer: number, values: ArrayLike<number>) => views.doubles(pointer, values.length).set(values);
  const putWords = (pointer: number, values: number[]) => views.words(pointer, values.length).set(values);
  const putVector = (pointer: number, values: Float64Array) => views.vector(pointer, values.length).set(values);
  const numbers = Object.values(layout.numbers);
  putDoubles(plan, numbers);
  putWords(plan + 8 * numbers.length, Object.values(words));
  putWords(words.layers, layers.flatMap(Object.values));
  putDoubles(words.expTable, expTable);
  if (words.tanhTable) putDoubles(words.tanhTable, tanhTable());
  putVector(words.x, train.x);
  putVector(words.y, train.y);
  if (train.weights) putDoubles(words.weights, train.weights);
  if (folds) views.bytes(words.folds, train.rows).set(folds);
  if (validation) putVector(xValidation, validation.x);
}
