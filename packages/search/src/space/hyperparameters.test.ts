import { checkTrainingSpec, dense, type TrainingSpec } from "@epochal/core";
import { expect, test } from "vitest";
import { defaultSpace } from "./default-space.ts";
import { applySettings, hyperparameters, settingsOf } from "./hyperparameters.ts";
import type { TrialSettings } from "./search-space.ts";

const spec: TrainingSpec = {
  network: { inputs: 2, layers: [dense(8, "relu"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adamW", learningRate: 0.01, weightDecay: 0.1 },
  batchSize: 16,
  epochs: 3,
};

const settings: TrialSettings = {
  learningRate: 0.5,
  weightDecay: 0.2,
  hidden: [4, 4],
  activation: "tanh",
  dropout: 0.5,
  l2: 0.25,
  batchSize: 8,
  schedule: "cosine",
};

test("every setting is read back as it was applied, and the spec stays valid", () => {
  expect(Object.keys(settings)).toEqual(Object.keys(hyperparameters));
  const changed = applySettings(spec, settings);
  checkTrainingSpec(changed, "spec");
  expect(settingsOf(changed, Object.keys(settings))).toEqual(settings);
  expect(changed.network.layers.at(-1)).toEqual(dense(1));
});

test("a spec's own settings change nothing", () => {
  const names = Object.keys(settings);
  expect(settingsOf(applySettings(spec, settingsOf(spec, names)), names)).toEqual(settingsOf(spec, names));
});

test("unknown names and values that are not allowed are rejected", () => {
  expect(() => applySettings(spec, { layers: 1 })).toThrow("expected one of the settings learningRate");
  expect(() => applySettings(spec, { dropout: 1 })).toThrow("expected dropout to be a number from 0 to below 1, got 1");
});

test("the default space has no setting that the spec lacks, or that is left out", () => {
  expect(Object.keys(defaultSpace(spec))).toEqual(["learningRate", "hidden", "activation", "weightDecay", "batchSize"]);
  const descent: TrainingSpec = { ...spec, optimizer: { type: "gradientDescent", learningRate: 0.01 } };
  expect(Object.keys(defaultSpace(descent, ["hidden"]))).toEqual(["learningRate", "activation", "batchSize"]);
});
