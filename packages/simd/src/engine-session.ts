/** A training in the memory of a module: the trainer reads and writes views of that memory. */
import { expTable, tanhTable } from "@epochal/core";
import type { EnginePlan, EngineSession, Settings, TrainingSpec, Vector } from "@epochal/core";
import { createCallbacks } from "./callbacks.ts";
import { createCorrections } from "./corrections.ts";
import { writeDescriptions, type Layout } from "./layout.ts";
import { createRowLoader, type LoadRows } from "./row-loader.ts";
import { createRowWindow } from "./row-window.ts";
import { createMemory, instantiate, type Exports } from "./instance.ts";
import { viewsOf, type Views } from "./views.ts";

/** How threads share the updates of a session; see `threads/`. */
export interface Multithreading {
  /** The most threads, the training's own included. */
  readonly threads: number;
  /** Bytes that each of them needs besides its scratch: a multiple of 64. */
  readonly ownBytes: number;
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
  /** Pointers to the scratch of a thread, counted from 0, and to its own bytes. */
  readonly memoryOf: (thread: number) => { readonly scratch: number; readonly own: number };
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
  const { threads, ownBytes } = multithreading ?? { threads: 1, ownBytes: 0 };
  if (!growTo(memory, layout.bytes + threads * (scratchBytes + ownBytes))) return undefined;
  exports.useScratch(layout.bytes);
  writeDescriptions(layout, views);
  writeTables(layout, views);
  const loadRows = createRowLoader(train.unscaled.scaler, layout.scaling, views, exports);
  const window = createRowWindow(plan, layout, views, loadRows);
  const { isWindowed } = layout;
  if (!isWindowed) {
    window.load(0, train.rows);
    if (validation) loadRows(layout.xValidation, validation, 0, validation.rows);
  }
  const forward = createForward(plan, layout, views, exports, loadRows);

  const { vector, doubles } = views;
  const column = (name: keyof Layout["words"]) => doubles(words[name], layout.updates);
  const { parameterCount } = words;
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
    rows: () => window.rows,
    memoryOf(thread) {
      const scratch = layout.bytes + thread * (scratchBytes + ownBytes);
      return { scratch, own: scratch + scratchBytes };
    },
  });

  return {
    parameters: vector(words.parameters, parameterCount),
    gradients: vector(words.gradients, parameterCount),
    optimizerState: vector(words.optimizerState, plan.optimizerStateLength),
    order: isWindowed ? window.order : views.words(words.order, words.order ? train.rows : 0),
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
      if (isWindowed) window.load(first, count);
      const from = isWindowed ? 0 : first;
      return parallelSteps ? parallelSteps(from, count) : exports.steps(layout.plan, from, count);
    },

    epochs(count, done, settings, lowestLoss) {
      prepare(count, done, settings);
      numbers[numbers.length - 1] = lowestLoss;
      return exports.epochs(layout.plan, count);
    },
    isMultithreaded: parallelSteps !== undefined,

    forward,
  };
}

/** Returns `forward` of the session, and loads the rows of the folds for it. */
function createForward(
  { train, validation, folds }: EnginePlan,
  layout: Layout,
  views: Views,
  exports: Exports,
  loadRows: LoadRows,
): EngineSession["forward"] {
  const { words, isWindowed, capacity } = layout;
  const { outputs } = words;
  const foldRows = Array.from({ length: folds ? words.members : 0 }, (_, member) =>
    Uint32Array.from(folds!.keys()).filter((row) => folds![row] === member),
  );
  let end = layout.xFolds;
  const xFolds = foldRows.map((rows) => {
    const x = end;
    if (!isWindowed) loadRows(x, train, 0, rows.length, rows);
    end += rows.length * train.inputs * views.size;
    return x;
  });
  /** Vectors for the outputs, by part and number of rows. */
  const predictions: Record<string, Vector> = {};

  return (member, part) => {
    const ofFold = part === "fold" ? foldRows[member] : undefined;
    const x = ofFold ? xFolds[member] : part === "train" ? words.x : layout.xValidation;
    const rows = (ofFold?.length ?? (part === "train" ? train : validation)?.rows) || 0;
    const predicted = (predictions[`${part} ${rows}`] ??= views.create(rows * outputs));
    for (let first = 0; first < rows; first += capacity) {
      const count = Math.min(capacity, rows - first);
      if (isWindowed) loadRows(words.x, part === "validation" ? validation! : train, first, count, ofFold);
      exports.forward(layout.plan, member, isWindowed ? words.x : x + first * train.inputs * views.size, count);
      predicted.set(views.vector(words.predicted, count * outputs), first * outputs);
    }
    return predicted;
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

function writeTables({ words }: Layout, { doubles }: Views): void {
  doubles(words.expTable, expTable.length).set(expTable);
  if (words.tanhTable) doubles(words.tanhTable, tanhTable().length).set(tanhTable());
}
