/** A training in the memory of a module: what the trainer reads and writes are views of it. */
import { expTable, tanhTable, type EnginePlan, type Program, type Settings, type Vector } from "@epochal/core";
import { createCallbacks } from "./callbacks.ts";
import { createCorrections } from "./corrections.ts";
import { layOut, type Layout } from "./layout.ts";
import { createMemory, instantiate, type Exports } from "./modules.ts";
import { nativeOptimizers } from "./native.ts";
import { viewsOf, type Views } from "./views.ts";

/** Undefined where there is not so much memory. */
export function createProgram(plan: EnginePlan, module: WebAssembly.Module): Program | undefined {
  const { spec, train, validation } = plan;
  const layout = layOut(plan);
  const { words } = layout;
  const memory = createMemory();
  const views = viewsOf(memory, spec.precision ?? "float64");
  const exports = instantiate(module, memory, createCallbacks(plan, layout, views));
  if (!reserve(memory, layout, exports)) return undefined;
  write(plan, layout, views);

  const { create, vector, doubles } = views;
  const column = (name: keyof Layout["words"]) => doubles(words[name], layout.updates);
  const numberNames = Object.keys(layout.numbers);
  const numbers = doubles(layout.plan, numberNames.length);
  const results = new Int32Array(memory.buffer, layout.plan + numbers.byteLength, Object.keys(words).length);
  const [bestIndexAt, isSpoiledAt] = ["bestIndex", "isSpoiled"].map((name) => Object.keys(words).indexOf(name));
  const lowestAt = numberNames.indexOf("lowest");
  const { parameterCount, outputs } = words;
  const optimizer = nativeOptimizers[spec.optimizer.type]!;
  const places = Object.entries(optimizer.settings).map(
    ([name, setting]) => [numberNames.indexOf(name), setting] as const,
  );
  const corrections = [
    createCorrections("beta1", column("corrections1")),
    createCorrections("beta2", column("corrections2")),
  ];

  function prepare(count: number, done: number, settings: Settings): void {
    if (count > layout.updates) {
      throw new RangeError(`program: expected at most ${layout.updates} updates at once, got ${count}`);
    }
    for (const [at, setting] of places) numbers[at] = settings[setting];
    if (optimizer.isCorrected) for (const correct of corrections) correct(settings, done, count);
  }

  const all = { train: undefined, validation: undefined } as Record<"train" | "validation", Vector | undefined>;

  return {
    parameters: vector(words.parameters, parameterCount),
    gradients: vector(words.gradients, parameterCount),
    memory: vector(words.memory, plan.memoryLength),
    order: views.words(words.order, words.order ? train.rows : 0),
    learningRates: column("learningRates"),
    losses: column("losses"),
    weights: column("lossWeights"),
    gradientNorms: column("gradientNorms"),
    bestParameters: vector(words.bestParameters, parameterCount),
    get bestIndex() {
      return results[bestIndexAt];
    },
    get isSpoiled() {
      return results[isSpoiledAt] !== 0;
    },

    steps(first, count, done, settings) {
      prepare(count, done, settings);
      return exports.steps(layout.plan, first, count);
    },

    epochs(count, done, settings, lowest) {
      prepare(count, done, settings);
      numbers[lowestAt] = lowest;
      return exports.epochs(layout.plan, count);
    },

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

/** Makes the memory as large as everything in it, the scratch of the products too; false where that cannot be. */
function reserve(memory: WebAssembly.Memory, { words, layers, capacity, bytes }: Layout, exports: Exports): boolean {
  const inputs = Math.max(...layers.map((layer) => layer.inputs));
  const units = Math.max(...layers.map((layer) => layer.units));
  const scratch = exports.productScratch(Math.max(capacity, words.batchRows), inputs, units) >>> 0;
  const pages = Math.ceil((bytes + scratch) / PAGE);
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
  putDoubles(words.tanhTable, tanhTable);
  putVector(words.x, train.x);
  putVector(words.y, train.y);
  if (train.weights) putDoubles(words.weights, train.weights);
  if (folds) views.bytes(words.folds, train.rows).set(folds);
  if (validation) putVector(xValidation, validation.x);
}
