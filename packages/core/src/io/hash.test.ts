import fc from "fast-check";
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { hashData, hashParameters, hashSnapshot } from "./hash.ts";
import type { Snapshot } from "../training/snapshot.ts";

const snapshot: Snapshot = {
  version: 1,
  epoch: 3,
  step: 14,
  batch: 2,
  lossSum: 0.1,
  weightSum: 16,
  settings: { learningRate: 0.05, beta1: 0.9 },
  parameters: Float64Array.of(1, -0.5, 1e-300),
  memory: Float64Array.of(-0),
  epochStart: Float64Array.of(1, 2, 3),
  best: { epoch: 2, loss: 0.25, parameters: Float64Array.of(4, 5, 6) },
};

const doubles = (...numbers: number[]) => Buffer.from(Float64Array.from(numbers).buffer);

function sha256(...parts: (string | Buffer)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

test("the hash of a snapshot is SHA-256 over its names and numbers in the documented order", () => {
  const parts = [
    "epochal-snapshot\n",
    "batch 1\n",
    doubles(2),
    "best.epoch 1\n",
    doubles(2),
    "best.loss 1\n",
    doubles(0.25),
    "best.parameters 3\n",
    doubles(4, 5, 6),
    "epoch 1\n",
    doubles(3),
    "epochStart 3\n",
    doubles(1, 2, 3),
    "lossSum 1\n",
    doubles(0.1),
    "memory 1\n",
    doubles(-0),
    "parameters 3\n",
    doubles(1, -0.5, 1e-300),
    "settings.beta1 1\n",
    doubles(0.9),
    "settings.learningRate 1\n",
    doubles(0.05),
    "step 1\n",
    doubles(14),
    "weightSum 1\n",
    doubles(16),
  ];
  expect(hashSnapshot(snapshot)).toBe(sha256(...parts));
});

test("every bit of every number matters, and the order of properties does not", () => {
  const hash = hashSnapshot(snapshot);
  const { epochStart, ...others } = snapshot;
  expect(hashSnapshot({ epochStart: epochStart!, ...others })).toBe(hash);
  const changed: Snapshot[] = [
    { ...snapshot, step: 15 },
    { ...snapshot, memory: Float64Array.of(0) },
    { ...snapshot, memory: Float64Array.of() },
    { ...snapshot, parameters: Float64Array.of(1, -0.5, 5e-324) },
    { ...snapshot, settings: { learningRate: 0.05 } },
    { ...snapshot, best: { ...snapshot.best!, loss: 0.25 + 2 ** -54 } },
    others,
  ];
  expect(new Set([snapshot, ...changed].map(hashSnapshot)).size).toBe(1 + changed.length);
  expect(hashSnapshot({ ...snapshot, lossSum: -0 })).toBe(hashSnapshot({ ...snapshot, lossSum: 0 }));
});

test("a value that is not a number is rejected", () => {
  expect(() => hashSnapshot({ ...snapshot, settings: { mood: "good" as unknown as number } })).toThrow(
    new TypeError('hashSnapshot: expected a number or a vector as settings.mood, got "good"'),
  );
});

test("the hash of parameters is that of their bytes, with −0 as 0", () => {
  const vectors = fc.array(fc.double({ noNaN: true }), { maxLength: 20 });
  fc.assert(
    fc.property(vectors, (numbers) => {
      const bytes = doubles(...numbers.map((number) => (number === 0 ? 0 : number)));
      expect(hashParameters(numbers)).toBe(sha256(bytes));
    }),
  );
});

test("the hash of data covers all rows of all parts, but not the names of the columns", () => {
  const train = createDataset([1, 2], [3, 4], { weights: [1, 2] });
  const columns = { inputs: [{ name: "x", kind: "number" as const }], targets: ["y"] };
  const parts = [
    "epochal-data\n",
    "test.inputs 1\n",
    doubles(1),
    "test.outputs 1\n",
    doubles(1),
    "test.rows 1\n",
    doubles(1),
    "test.x 1\n",
    doubles(5),
    "test.y 1\n",
    doubles(6),
    "train.inputs 1\n",
    doubles(1),
    "train.outputs 1\n",
    doubles(1),
    "train.rows 1\n",
    doubles(2),
    "train.weights 2\n",
    doubles(1, 2),
    "train.x 2\n",
    doubles(1, 2),
    "train.y 2\n",
    doubles(3, 4),
  ];
  expect(hashData({ train, test: createDataset([5], [6]), columns })).toBe(sha256(...parts));
});
