/** What is said of trainings that go well: nothing, or what is true. */
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

/** All that is said from the start to the end, as a run is looked at: a hundred times. */
function said(spec: TrainingSpec, data: TrainingData): Diagnosis[] {
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

test("of the notebook nothing is said", () => {
  const { spec, data } = notebook();
  expect(said(spec, data)).toEqual([]);
});

test("of the notebook from other seeds a dead layer is told where all its units die, and where all is over early, that", () => {
  const { spec, data } = notebook();
  const told = Array.from({ length: 20 }, (_, i) => said({ ...spec, seed: 40 + i }, data));
  const rules = told.map((diagnoses) => [...new Set(diagnoses.map(({ rule }) => rule))]);
  // Seed 54 learns nothing; the loss of 56 has reached the noise within a third of the epochs.
  expect(rules.flatMap((names, i) => (names.length > 0 ? [[40 + i, ...names]] : []))).toEqual([
    [54, "deadUnits"],
    [56, "plateau"],
  ]);
});

test.each([0, 1, 2])("of cars with the recipe nothing is said, seed %i", (seed) => {
  const { spec, data } = recipe(cars, { target: "mpg", seed, ensemble: 1 });
  expect(said(spec, data)).toEqual([]);
});

test("nor of cars with five networks side by side", () => {
  const { spec, data } = recipe(cars, { target: "mpg", epochs: 100 });
  expect(spec.network.members).toBe(5);
  expect(said(spec, data)).toEqual([]);
});

test.each([0, 1, 2])("of a sine and of XOR nothing is said, seed %i", (seed) => {
  const wave = { train: sine({ size: 200, noise: 0.1, seed }) };
  const spec: TrainingSpec = {
    network: { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 16,
    epochs: 200,
    seed,
  };
  expect(said(spec, wave)).toEqual([]);
  const { batchSize: _, ...rest } = spec;
  const whole = { ...rest, epochs: 500 };
  expect(said({ ...whole, network: { inputs: 2, layers: [dense(8, "tanh"), dense(1)] } }, { train: xor() })).toEqual(
    [],
  );
});

test("a table that is not scaled is told so, by the names of its columns", () => {
  const { spec, data } = recipe(cars, { target: "mpg", inputs: ["weight", "year"], epochs: 1 });
  const { scaling: _, ...unscaled } = spec;
  expect(said(unscaled, data).map(({ text }) => text)).toContainEqual(
    expect.stringMatching(
      /^"weight" runs from 1610 to 5140 \(mean \d+, deviation \d+\) and so do "year", where networks /,
    ),
  );
});
