/** Findings in good trainings: none, or true ones. */
import {
  createTrainer,
  dense,
  diagnose,
  observe,
  type Diagnosis,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { notebook, parseCsv, recipe, sine, xor } from "../src/index.ts";

/** All findings from start to end, at a hundred points as in a run. */
function findingsOf(spec: TrainingSpec, data: TrainingData): Diagnosis[] {
  const trainer = createTrainer(spec, data);
  const observation = observe(trainer);
  const every = Math.ceil(spec.epochs / 100);
  const diagnoses = diagnose(observation);
  for (const { epoch } of trainer.epochs()) {
    if (epoch <= 10 || epoch % every === 0) diagnoses.push(...diagnose(observation));
  }
  return [...diagnoses, ...diagnose(observation)];
}

const cars = parseCsv(readFileSync(new URL("../../../apps/examples/data/cars.csv", import.meta.url), "utf8"));

test("nothing is reported for the notebook", () => {
  const { spec, data } = notebook();
  expect(findingsOf(spec, data)).toEqual([]);
});

test("for the notebook with other seeds, only a dead layer and an early plateau are reported", () => {
  const { spec, data } = notebook();
  const findings = Array.from({ length: 8 }, (_, i) => findingsOf({ ...spec, seed: 50 + i }, data));
  const rules = findings.map((diagnoses) => [...new Set(diagnoses.map(({ rule }) => rule))]);
  // Seed 54 learns nothing; the loss of 56 has reached the noise within a third of the epochs.
  expect(rules.flatMap((names, i) => (names.length > 0 ? [[50 + i, ...names]] : []))).toEqual([
    [54, "deadUnits"],
    [56, "plateau"],
  ]);
});

test.each([0, 1])("nothing is reported for cars with the recipe, seed %i", (seed) => {
  const { spec, data } = recipe(cars, { target: "mpg", seed, ensemble: 1, epochs: 100 });
  expect(findingsOf(spec, data)).toEqual([]);
});

test("nothing is reported for cars with an ensemble of ten", () => {
  const { spec, data } = recipe(cars, { target: "mpg", epochs: 10 });
  expect(spec.network.members).toBe(10);
  expect(findingsOf(spec, data)).toEqual([]);
});

test.each([0, 1, 2])("nothing is reported for a sine and for XOR, seed %i", (seed) => {
  const wave = { train: sine({ size: 200, noise: 0.1, seed }) };
  const spec: TrainingSpec = {
    network: { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 16,
    epochs: 200,
    seed,
  };
  expect(findingsOf(spec, wave)).toEqual([]);
  const { batchSize: _, ...rest } = spec;
  const whole = { ...rest, epochs: 500 };
  expect(
    findingsOf({ ...whole, network: { inputs: 2, layers: [dense(8, "tanh"), dense(1)] } }, { train: xor() }),
  ).toEqual([]);
});

test("a table without scaling is reported with the names of its columns", () => {
  const { spec, data } = recipe(cars, { target: "mpg", inputs: ["weight", "year"], epochs: 1 });
  const unscaled = { ...spec, scaling: { knots: spec.scaling!.knots! } };
  expect(findingsOf(unscaled, data).map(({ text }) => text)).toContainEqual(
    expect.stringMatching(
      /^"weight" ranges from 1610 to 5140 \(mean \d+, deviation \d+\), and "year" is unscaled too; networks /,
    ),
  );
});
