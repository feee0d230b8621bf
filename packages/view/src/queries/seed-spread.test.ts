import { expect, test } from "vitest";
import { lineRun, tableRun } from "../../test/story.ts";
import { describeSeedSpread, differOnlyInSeed, lossSpread } from "./seed-spread.ts";
import { specDifferences } from "./spec-diff.ts";

const states = [1, 2, 3].map((seed) => lineRun({ seed, epochs: 30 }).train().state);
const fast = lineRun({ learningRate: 0.02, epochs: 30 }).train().state;

test("only the settings that differ are listed", () => {
  expect(specDifferences([...states.map(({ started }) => started), undefined])).toEqual([
    "seed 1",
    "seed 2",
    "seed 3",
    "",
  ]);
  expect(specDifferences([states[0]!.started, fast.started])).toEqual([
    "learningRate 0.01, seed 1",
    "learningRate 0.02, seed 42",
  ]);
});

test("runs of different trainings differ in their networks and main settings, a list of numbers counts once", () => {
  const { started } = tableRun().state;
  const knots = [
    [1, 2, 3],
    [4, 5],
  ];
  const table = { ...started!, spec: { ...started!.spec, knots } };
  expect(specDifferences([states[0]!.started, table])).toEqual([
    "network 1-10-1 relu, optimizer.type gradientDescent, batchSize –, epochs 30, seed 1, scaling.inputs –, 2 more",
    "network 6-24-12-1 relu, optimizer.type adam, batchSize 32, epochs 200, seed 42, scaling.inputs standard, 2 more",
  ]);
  const wide = { ...table, spec: { ...table.spec, knots: [[1, 2, 4]] } };
  expect(specDifferences([table, wide])).toEqual(["knots 5 numbers", "knots 3 numbers"]);
});

test("runs that differ only in their seed have mean and spread of their best losses", () => {
  const values = states.map(({ best }) => best.validationLoss!.value);
  const mean = values.reduce((sum, value) => sum + value, 0) / 3;
  expect(describeSeedSpread(states)).toMatch(/^mean best loss of 3 seeds: \d/);
  expect(Number(/: ([\d.e-]+) ±/.exec(describeSeedSpread(states)!)![1])).toBeCloseTo(mean, 2);
  // With the same decimals.
  expect(describeSeedSpread(states)).toMatch(/: (\d)\.(\d{3}) ± \d\.\d{3}$/);
  const near = states.map((state, i) => ({ ...state, best: { loss: { value: 0.01 + i / 1e4, epoch: 9 } } }));
  expect(describeSeedSpread(near)).toBe("mean best loss of 3 seeds: 0.01010 ± 0.00010");
  expect(describeSeedSpread([...states, fast])).toBeUndefined();
  expect(describeSeedSpread(states.slice(0, 1))).toBeUndefined();
  // A run that has just begun does not count.
  const begun = lineRun({ seed: 4, epochs: 30 }).train(2).state;
  expect(describeSeedSpread([...states, begun])).toBe(describeSeedSpread(states));
  expect(describeSeedSpread([states[0]!, begun])).toBeUndefined();
});

test("the loss spread has mean and deviation at each epoch", () => {
  const { epochs, means, deviations } = lossSpread(states);
  const values = states.map(({ curves }) => curves.validationLoss.bucket(7)!.last);
  const mean = values.reduce((sum, value) => sum + value, 0) / 3;
  const place = epochs.indexOf(7);
  expect(means[place]).toBeCloseTo(mean, 12);
  expect(deviations[place]).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2), 12);
  expect(differOnlyInSeed(states)).toBe(true);
  expect(differOnlyInSeed([...states, fast])).toBe(false);
});
