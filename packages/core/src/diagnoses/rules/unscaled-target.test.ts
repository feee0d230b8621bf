import { expect, test } from "vitest";
import { createDataset, type Dataset, type TrainingSpec } from "../../index.ts";
import { sine } from "../../../test/datasets.ts";
import { curveTraining, findingOf, trainedR2 } from "../../../test/findings.ts";

function moved(scale: number, offset: number, seed = 0): Dataset {
  const rows = sine({ rows: 200, seed });
  return { ...rows, y: rows.y.map((value) => scale * value + offset) };
}
const textOf = (train: Dataset, changed?: Partial<TrainingSpec>) =>
  findingOf("unscaledTarget", { ...curveTraining(changed), epochs: 1 }, { train })?.text;

test("a target with large values is reported with its statistics and the remedy", () => {
  const prices = createDataset([0, 1, 2], [150_000, 300_000, 450_000]);
  expect(textOf(prices)).toBe(
    "the target ranges from 150000 to 450000 (mean 300000, deviation 122000); an untrained network predicts numbers near 1: " +
      'set scaling.targets to "standard"',
  );
});

test.each([
  [200, 0],
  [1, 110],
])("the fault is real: with y times %d, %d from 0, R² is lower", (scale, offset) => {
  expect(textOf(moved(scale, offset))).toBeDefined();
  for (const seed of [0, 1, 2]) {
    const r2 = (train: Dataset) => trainedR2(curveTraining({ seed }), train);
    expect(r2(moved(1, 0, seed))).toBeGreaterThan(0.99);
    expect(r2(moved(scale, offset, seed))).toBeLessThan(0.95);
  }
});

test("moderate, scaled and constant targets are not reported", () => {
  expect(textOf(moved(50, 30))).toBeUndefined();
  expect(textOf(moved(1000, 0), { scaling: { targets: "minMax" } })).toBeUndefined();
  expect(textOf(moved(0, 50))).toBeUndefined();
});
