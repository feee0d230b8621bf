/** Good trainings: no rule reports anything, for any seed. */
import { expect, test } from "vitest";
import { createDataset, createRandom, dense, split, type OptimizerSpec } from "../index.ts";
import { line, sine, xor } from "../../test/datasets.ts";
import { findingsOf, training } from "../../test/findings.ts";
import notebook from "../../test/fixtures/notebook.json" with { type: "json" };

const seeds = [0, 1, 2, 3, 4];

test("nothing is reported for the notebook, although six of its ten units die", () => {
  const spec = training({
    network: {
      inputs: 1,
      layers: [dense(10, "relu", { initializer: "normal" }), dense(1, "identity", { initializer: "normal" })],
    },
    epochs: 1000,
    seed: 42,
  });
  expect(findingsOf(spec, { train: createDataset(notebook.x, notebook.y) })).toEqual([]);
});

test.each(seeds)("nothing is reported for a sine in small batches, seed %i", (seed) => {
  const data = split(sine({ rows: 200, noise: 0.1, seed }), 0.8);
  for (const activation of ["tanh", "relu"] as const) {
    const spec = training({
      network: { inputs: 1, layers: [dense(16, activation), dense(1)] },
      optimizer: { type: "adam", learningRate: 0.01 },
      batchSize: 16,
      epochs: 200,
      seed,
    });
    expect(findingsOf(spec, data)).toEqual([]);
  }
});

test.each(seeds)("nothing is reported for a noisy sine and a deep network, seed %i", (seed) => {
  const spec = training({
    network: { inputs: 1, layers: [dense(16, "relu"), dense(16, "relu"), dense(1)] },
    optimizer: { type: "adam", learningRate: 0.003 },
    batchSize: 32,
    epochs: 100,
    seed,
  });
  expect(findingsOf(spec, split(sine({ rows: 300, noise: 0.3, seed }), 0.8))).toEqual([]);
});

const recipes: OptimizerSpec[] = [
  { type: "adam", learningRate: 0.02 },
  { type: "adam", learningRate: 0.05 },
  { type: "momentum", learningRate: 0.1 },
  { type: "gradientDescent", learningRate: 0.5 },
];

test.each(recipes)("nothing is reported for XOR, with $type at $learningRate", (optimizer) => {
  for (let seed = 0; seed < 10; seed++) {
    const spec = training({
      network: { inputs: 2, layers: [dense(4, "tanh"), dense(1)] },
      optimizer,
      epochs: 500,
      seed,
    });
    expect(findingsOf(spec, { train: xor })).toEqual([]);
  }
});

test.each(seeds)("nothing is reported for a line in strong noise, seed %i", (seed) => {
  const spec = training({
    network: { inputs: 1, layers: [dense(4, "tanh"), dense(1)] },
    optimizer: { type: "gradientDescent", learningRate: 0.1 },
    epochs: 150,
    seed,
  });
  expect(findingsOf(spec, { train: line({ rows: 200, noise: 1, seed }) })).toEqual([]);
});

test.each(seeds)("nothing is reported for two classes that are learned, seed %i", (seed) => {
  const random = createRandom(seed);
  const x = Array.from({ length: 200 }, () => [random.randn(), random.randn()]);
  const rows = createDataset(
    x,
    x.map(([a, b]) => (a * b + 0.2 * random.randn() > 0 ? 1 : 0)),
  );
  const spec = training({
    network: { inputs: 2, layers: [dense(12, "tanh"), dense(1)] },
    loss: "binaryCrossEntropy",
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 16,
    epochs: 100,
    seed,
  });
  expect(findingsOf(spec, split(rows, 0.8))).toEqual([]);
});
