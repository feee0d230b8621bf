import { expect, test } from "vitest";
import { createDataset, createRandom, dense, type Dataset, type TrainingSpec } from "../../index.ts";
import { curveTraining, findingOf, trainedR2 } from "../../../test/findings.ts";

/** y = sin 2x, with x times `scale`, and `offset` from 0 in its original unit. */
function wave(scale: number, offset: number, seed = 0): Dataset {
  const random = createRandom(seed);
  const x = Array.from({ length: 200 }, () => 3.46 * random.rand() - 1.73);
  return createDataset(
    x.map((value) => scale * (value + offset)),
    x.map((value) => Math.sin(2 * value)),
  );
}

const textOf = (train: Dataset, changed?: Partial<TrainingSpec>) =>
  findingOf("unscaledInput", { ...curveTraining(changed), epochs: 1 }, { train })?.text;

test("a column far from 0 is reported with its statistics and the remedy", () => {
  const years = createDataset([1970, 1975, 1980, 1982], [1, 2, 3, 4]);
  expect(textOf(years)).toBe(
    "the input ranges from 1970 to 1980 (mean 1980, deviation 4.66); networks learn best with mean 0 and deviation 1: " +
      'set scaling.inputs to "standard"',
  );
});

test.each([
  [110, 0],
  [0.009, 0],
  [1, 11],
])("the fault is real: with x times %d, %d from 0, R² is lower by a fifth or more", (scale, offset) => {
  expect(textOf(wave(scale, offset))).toBeDefined();
  for (const seed of [0, 1, 2]) {
    const r2 = (train: Dataset) => trainedR2(curveTraining({ seed }), train);
    expect(r2(wave(1, 0, seed))).toBeGreaterThan(0.99);
    expect(r2(wave(scale, offset, seed))).toBeLessThan(0.8);
  }
});

test("moderate columns, scaled columns and flags are not reported", () => {
  expect(textOf(wave(30, 0))).toBeUndefined();
  expect(textOf(wave(0.03, 5))).toBeUndefined();
  expect(textOf(wave(1000, 20), { scaling: { inputs: "standard" } })).toBeUndefined();
  expect(textOf(createDataset([...Array<number>(199).fill(1), 0], Array<number>(200).fill(0)))).toBeUndefined();
});

test("the first of several columns is described and the others are named", () => {
  const x = [1, 2, 3, 4].map((i) => [1000 * i, i, 500 * i]);
  const text = findingOf(
    "unscaledInput",
    { ...curveTraining(), network: { inputs: 3, layers: [dense(1)] }, epochs: 1 },
    { train: createDataset(x, [1, 2, 3, 4]) },
  )?.text;
  expect(text).toMatch(/^input 1 ranges from 1000 to 4000 .*, and input 3 is unscaled too; networks /);
});
