import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { dense } from "../network/dense.ts";
import { createTrainer } from "../training/trainer.ts";
import { estimateMemory, type RowCounts } from "./estimate-memory.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

function dataset(rows: number, inputs: number, outputs: number): Dataset {
  const vector = (width: number) => Float64Array.from({ length: rows * width }, (_, i) => ((i * 7) % 11) / 11);
  return { rows, inputs, outputs, x: vector(inputs), y: vector(outputs) };
}

function createData({ network: { inputs, layers } }: TrainingSpec, rows: RowCounts): TrainingData {
  const part = (count: number) => dataset(count, inputs, layers.at(-1)!.units);
  return {
    train: part(rows.train),
    ...(rows.validation && { validation: part(rows.validation) }),
    ...(rows.test && { test: part(rows.test) }),
  };
}

/** Bytes in use, of vectors and of objects, once collecting garbage frees nothing more: buffers are freed after a delay. */
function bytesInUse(): number {
  let last = Infinity;
  for (let stable = 0; stable < 3;) {
    collectGarbage();
    const { arrayBuffers, heapUsed } = process.memoryUsage();
    const bytes = arrayBuffers + heapUsed;
    stable = bytes < 0.999 * last ? 0 : stable + 1;
    last = bytes;
  }
  return last;
}

/** Bytes of a training after an epoch, with its rows, a snapshot and predictions. */
function measure(spec: TrainingSpec, rows: RowCounts): number {
  const before = bytesInUse();
  const data = createData(spec, rows);
  const trainer = createTrainer(spec, data);
  trainer.advance(1);
  const held = [trainer.snapshot(), trainer.evaluate()] as const;
  const used = bytesInUse() - before;
  expect([trainer.epoch, held[0].epoch]).toEqual([1, 1]);
  return used;
}

const spec: TrainingSpec = {
  network: { inputs: 10, layers: [dense(8, "tanh"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent" },
  batchSize: 32,
  epochs: 2,
};
const wide = { inputs: 100, layers: [dense(2000, "tanh"), dense(1)] };
const scaling = { inputs: "standard", targets: "standard" } as const;

test.each<[string, Partial<TrainingSpec>, RowCounts]>([
  ["many parameters", { network: wide }, { train: 50 }],
  ["many parameters and Adam", { network: wide, optimizer: { type: "adam" } }, { train: 50, validation: 5 }],
  ["float32", { network: wide, optimizer: { type: "adam" }, precision: "float32" }, { train: 50 }],
  ["L-BFGS", { network: { ...wide, inputs: 20 }, optimizer: { type: "lbfgs" } }, { train: 5 }],
  ["many rows", { scaling, batchSize: 1000 }, { train: 100_000, validation: 20_000, test: 20_000 }],
  [
    "a large batch",
    { network: { inputs: 2, layers: [dense(64), dense(64), dense(1)] }, batchSize: 8000 },
    { train: 8000 },
  ],
  [
    "dropout",
    { network: { inputs: 2, layers: [dense(200, "relu", { dropout: 0.5 }), dense(1)] }, batchSize: 5000 },
    { train: 5000 },
  ],
  [
    "an ensemble",
    { network: { inputs: 4, layers: [dense(32), dense(2)], members: 10 }, folds: true, batchSize: 5000 },
    { train: 5000 },
  ],
  ["predictions", { network: { inputs: 2, layers: [dense(50)] }, batchSize: 100 }, { train: 20_000 }],
  [
    "many small layers",
    { network: { inputs: 1, layers: Array.from({ length: 50 }, () => dense(1)), members: 200 } },
    { train: 3 },
  ],
])("the estimate is within a factor of 2 of what a training takes: %s", (_name, changes, rows) => {
  const changed = { ...spec, ...changes };
  const measured = measure(changed, rows);
  const ratio = estimateMemory(changed, rows) / measured;
  expect(measured).toBeGreaterThan(5e6);
  expect(ratio).toBeGreaterThan(1 / 2);
  expect(ratio).toBeLessThan(2);
});

test.each([5, 400])("the estimate includes the equations of a linear model, with 400 inputs and %i rows", (train) => {
  const changed: TrainingSpec = { ...spec, network: { inputs: 400, layers: [dense(1)], shortcut: true } };
  const rows = { train };
  const data = createData(changed, rows);
  const Original = Float64Array;
  let allocated = 0;
  globalThis.Float64Array = class extends Original {
    constructor(...args: ConstructorParameters<typeof Original>) {
      super(...args);
      // A view of another vector allocates nothing.
      const [first]: readonly unknown[] = args;
      if (!(first instanceof ArrayBuffer)) allocated += this.byteLength;
    }
  } as typeof Original;
  try {
    createTrainer(changed, data);
  } finally {
    globalThis.Float64Array = Original;
  }
  // The estimate also counts the rows as given, and their copy in an engine.
  expect(estimateMemory(changed, rows) / allocated).toBeGreaterThan(1);
  expect(estimateMemory(changed, rows) / allocated).toBeLessThan(4);
});

test("the estimate of a training that no machine can hold is immediate", () => {
  const network = { inputs: 12_000, layers: [dense(1_000, "tanh"), dense(1)], members: 80 };
  expect(estimateMemory({ ...spec, network }, { train: 1 })).toBeGreaterThan(6e10);
});

test("an invalid network or optimizer is refused", () => {
  const rows = { train: 1 };
  expect(() => estimateMemory({ ...spec, network: { inputs: 1, layers: [] } }, rows)).toThrow(
    new RangeError("estimateMemory: expected at least 1 layer, got 0"),
  );
});
