import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkpointToJson,
  createTrainer,
  dense,
  hashData,
  hashSnapshot,
  parseCheckpoint,
  resumeTrainer,
  snapshotFromJson,
  vectorFromJson,
  type Checkpoint,
  type CheckpointJson,
  type SnapshotJson,
  type TrainingData,
  type TrainingSpec,
} from "../src/index.ts";
import { dataFromJson } from "../src/io/data-json.ts";
import { line } from "./datasets.ts";
import { mutated, rejectionOf } from "./mutations.ts";

const rows = line({ rows: 30, noise: 0.1, seed: 2 });
const columns = { inputs: [{ name: "x", kind: "number" as const }], targets: ["y"] };
const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(3, "tanh", { dropout: 0.3 }), dense(1)] },
  loss: { type: "huber" },
  optimizer: { type: "adam", learningRate: 0.02 },
  batchSize: 7,
  epochs: 12,
  restarts: 1,
  stopping: [{ type: "patience", epochs: 9 }],
  precision: "float64",
};

function checkpointOf(data: TrainingData, steps: number): CheckpointJson {
  const trainer = createTrainer(spec, data);
  trainer.step(steps);
  trainer.set({ l2: 0.1 });
  const snapshot = { ...trainer.snapshot(), restart: { count: 1, epoch: 0, step: 0, lowest: { epoch: 0, loss: 1 } } };
  return checkpointToJson({ name: "lines.csv", spec, data, snapshot });
}

const checkpoints = [
  checkpointOf({ train: { ...rows, weights: new Float64Array(30).fill(2) }, columns }, 2),
  checkpointOf({ train: rows, validation: line({ rows: 5 }), test: line({ rows: 4 }), columns }, 8),
].map((json) => JSON.parse(JSON.stringify(json)) as CheckpointJson);

/** Makes the hashes right, as an attacker would; does nothing if they cannot be computed. */
function rehash(json: CheckpointJson): CheckpointJson {
  const changed = { ...json };
  rejectionOf(() => Object.assign(changed, { hash: hashSnapshot(snapshotFromJson(json.snapshot)) }));
  rejectionOf(() => Object.assign(changed, { dataHash: hashData(dataFromJson(json.data, "test")) }));
  return changed;
}

/** Uses a checkpoint in every way; returns the message if its model does not accept the row. */
function use(checkpoint: Checkpoint): string | undefined {
  const trainer = resumeTrainer(checkpoint);
  for (let i = 0; i < 8; i++) trainer.step();
  expect(parseCheckpoint(checkpointToJson(checkpoint))).toEqual(checkpoint);
  return rejectionOf(() => trainer.model().predict({ x: 1 }));
}

const oneLine = /^(parseCheckpoint|snapshotFromJson): [^\p{C}]{1,500}$/u;

test("the checkpoints are valid", () => {
  for (const json of checkpoints) expect(resumeTrainer(parseCheckpoint(JSON.stringify(json))).step()).toBeDefined();
});

test("a mutated checkpoint resumes and trains, or is rejected in one line", () => {
  const seen = { rejected: 0, trained: 0 };
  fc.assert(
    fc.property(mutated(checkpoints), (value) => {
      const text = JSON.stringify(Array.isArray(value) ? value : rehash(value as CheckpointJson));
      let checkpoint: Checkpoint | undefined;
      const rejection = rejectionOf(() => (checkpoint = parseCheckpoint(text)));
      seen[checkpoint ? "trained" : "rejected"] += 1;
      const used = checkpoint ? use(checkpoint) : undefined;
      expect(used ?? "predict: ").toMatch(/^predict: /);
      expect(rejection ?? "parseCheckpoint: ok").toMatch(oneLine);
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(seen.rejected).toBeGreaterThan(333);
  expect(seen.trained).toBeGreaterThan(20);
});

test("a mutated snapshot or vector is read, or rejected in one line", () => {
  const snapshots = checkpoints.map(({ snapshot }) => snapshot);
  fc.assert(
    fc.property(mutated([...snapshots, { ...snapshots[0], version: 1, parameters: [1, 2], memory: [] }]), (json) => {
      const rejection = rejectionOf(() => hashSnapshot(snapshotFromJson(json as SnapshotJson)));
      expect(rejection ?? "snapshotFromJson: 1").toMatch(/^snapshotFromJson: [^\p{C}]{1,500}$/u);
      for (const value of Object.values(json ?? {}))
        expect(rejectionOf(() => vectorFromJson(value, "test", "vector")) ?? "test: 1").toMatch(
          /^test: [^\p{C}]{1,300}$/u,
        );
    }),
    { numRuns: 700, seed: 1 },
  );
});

describe("a checkpoint whose spec needs more than it contains is rejected before anything is allocated", () => {
  const [json] = checkpoints;
  const network = { inputs: 1, layers: [dense(3e8), dense(1)] };
  const { data, snapshot } = json;
  test.each<[string, object, RegExp]>([
    [
      "a network of 900 million parameters",
      { spec: { ...spec, network } },
      /^parseCheckpoint: expected 900000001 parameters/,
    ],
    ["an empty spec", { spec: {} }, /^parseCheckpoint: expected a network with inputs and layers, got undefined$/],
    [
      "a precision",
      { spec: { ...spec, precision: "float16" } },
      /^parseCheckpoint: expected precision to be one of float64/,
    ],
    [
      "a stopping rule",
      { spec: { ...spec, stopping: { type: "patience" } } },
      /^parseCheckpoint: expected a list of stopping/,
    ],
    [
      "1e15 rows",
      { data: { ...data, train: { ...data.train, rows: 1e15 } } },
      /expected 1000000000000000 numbers in x/,
    ],
    ["a later batch", { snapshot: { ...snapshot, batch: 5 } }, /^parseCheckpoint: batch does not fit/],
    [
      "a later restart",
      { snapshot: { ...snapshot, restart: { count: 1, epoch: 9, step: 0 } } },
      /^parseCheckpoint: restart does not fit/,
    ],
    [
      "another best",
      { snapshot: { ...snapshot, best: { epoch: 0, loss: 1, parameters: "" } } },
      /^parseCheckpoint: best does not fit/,
    ],
    [
      "a setting",
      { snapshot: { ...snapshot, settings: { constructor: 1 } } },
      /^parseCheckpoint: expected setting of adam/,
    ],
    ["a name", { name: 5 }, /^parseCheckpoint: expected name to be text, got 5$/],
  ])("%s", (_, changes, message) => {
    expect(rejectionOf(() => parseCheckpoint(rehash({ ...json, ...changes } as CheckpointJson)))).toMatch(message);
  });
});
