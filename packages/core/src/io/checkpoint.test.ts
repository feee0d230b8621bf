import { describe, expect, test } from "vitest";
import { line } from "../../test/datasets.ts";
import {
  checkpointToJson,
  parseCheckpoint,
  resumeTrainer,
  type Checkpoint,
  type CheckpointJson,
} from "./checkpoint.ts";
import type { TrainingData } from "../data/dataset.ts";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { hashSnapshot } from "./hash.ts";
import { createTrainer } from "../training/trainer.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** Everything with a state: shuffled batches with a remainder, dropout, an optimizer and a schedule with state. */
const spec: TrainingSpec = {
  network: { inputs: 1, layers: [{ ...dense(5, "tanh"), dropout: 0.3 }, dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.02 },
  schedule: { type: "plateau" },
  batchSize: 7,
  epochs: 12,
  seed: 5,
  scaling: { inputs: "standard", targets: "standard" },
};
const rows = line({ rows: 30, noise: 0.1, seed: 2 });
const data: TrainingData = {
  train: { ...rows, weights: Float64Array.from({ length: 30 }, (_, i) => 1 + (i % 3)) },
  validation: line({ rows: 6, seed: 3 }),
  test: createDataset([-0, 0.1], [2, 2.3]),
  columns: { inputs: [{ name: "x", kind: "number" }], targets: ["y"] },
};

function checkpointAfter(steps: number): Checkpoint {
  const trainer = createTrainer(spec, data);
  for (let i = 0; i < steps; i++) trainer.step();
  return { name: "lines.csv", spec, data, snapshot: trainer.snapshot() };
}

const viaText = (checkpoint: Checkpoint) => parseCheckpoint(JSON.stringify(checkpointToJson(checkpoint)));

test("a checkpoint is restored from its text with every bit", () => {
  const checkpoint = checkpointAfter(13);
  expect(viaText(checkpoint)).toEqual(checkpoint);
  const { name: _, ...unnamed } = checkpoint;
  expect(viaText({ ...unnamed, data: { train: rows } })).toEqual({ ...unnamed, data: { train: rows } });
});

test("a training resumed within an epoch ends with the hash of an uninterrupted one", () => {
  const uninterrupted = createTrainer(spec, data);
  for (const _ of uninterrupted.steps());
  for (const steps of [0, 1, 13, 24, 59]) {
    const checkpoint = checkpointAfter(steps);
    expect(checkpoint.snapshot.batch).toBe(steps % 5);
    const resumed = resumeTrainer(viaText(checkpoint));
    expect(resumed.stepCount).toBe(steps);
    for (const _ of resumed.steps());
    expect(hashSnapshot(resumed.snapshot())).toBe(hashSnapshot(uninterrupted.snapshot()));
    expect(resumed.model().toJSON()).toEqual(uninterrupted.model().toJSON());
  }
});

test("its hash is the hash of its state", () => {
  const checkpoint = checkpointAfter(3);
  expect(checkpointToJson(checkpoint).hash).toBe(hashSnapshot(checkpoint.snapshot));
});

describe("an invalid checkpoint is rejected in one line", () => {
  const json = checkpointToJson(checkpointAfter(13));
  const base64 = (...numbers: number[]) => Buffer.from(Float64Array.from(numbers).buffer).toString("base64");

  test.each<[string, unknown, RegExp]>([
    ["text that is not JSON", "{", /^parseCheckpoint: invalid JSON: /],
    ["a different value", "3", /expected a checkpoint with format "epochal-checkpoint", got 3$/],
    ["a model", { format: "epochal-model" }, /expected a checkpoint with format .*, got "epochal-model"$/],
    ["a later version", { ...json, version: 2 }, /expected version 1, got 2: try a newer epochal$/],
    ["no version", { ...json, version: undefined }, /expected version 1, got undefined: it is damaged$/],
    ["no state", { ...json, snapshot: undefined }, /the checkpoint has no spec, snapshot or data$/],
    [
      "an incomplete spec",
      { ...json, spec: { epochs: 3 } },
      /^parseCheckpoint: expected a network with inputs and layers, got undefined$/,
    ],
    ["no rows", { ...json, data: {} }, /^parseCheckpoint: train: expected rows, got undefined$/],
    [
      "a wrong number of rows",
      { ...json, data: { ...json.data, train: { ...json.data.train, rows: 29 } } },
      /^parseCheckpoint: train: expected 29 numbers in x for 29 rows, got 30$/,
    ],
    [
      "a number of rows that is text",
      { ...json, data: { ...json.data, test: { ...json.data.test, rows: "2" } } },
      /^parseCheckpoint: test: expected rows to be an integer ≥ 1, got "2"$/,
    ],
    [
      "a changed number in the rows",
      { ...json, data: { ...json.data, test: { ...json.data.test, x: base64(0, 0.1) } } },
      /^parseCheckpoint: the data is damaged: expected hash [0-9a-f]{64}, got [0-9a-f]{64}$/,
    ],
    [
      "a changed number in the state",
      { ...json, snapshot: { ...json.snapshot, lossSum: 0.5 } },
      /^parseCheckpoint: the state is damaged: expected hash [0-9a-f]{64}, got [0-9a-f]{64}$/,
    ],
    ["a state without its hash", { ...json, hash: undefined }, /the state is damaged: expected hash undefined, got /],
    [
      "a truncated vector",
      { ...json, snapshot: { ...json.snapshot, memory: json.snapshot.memory.slice(0, -4) } },
      /^snapshotFromJson: expected 8 bytes for each number of memory, got \d+ bytes$/,
    ],
  ])("%s", (_, value, line) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    expect(() => parseCheckpoint(text)).toThrow(line);
    expect(() => parseCheckpoint(text)).not.toThrow(/\n/);
  });

  test("a state of a different network", () => {
    const { snapshot } = checkpointAfter(1);
    const other = { spec: { ...spec, network: { inputs: 1, layers: [dense(1)] } }, data, snapshot };
    expect(() => resumeTrainer(viaText(other))).toThrow(/^parseCheckpoint: expected 2 parameters .*got 16 parameters/);
  });

  test("parsed JSON is accepted too", () => {
    expect(parseCheckpoint(JSON.parse(JSON.stringify(json)) as CheckpointJson).name).toBe("lines.csv");
  });
});
