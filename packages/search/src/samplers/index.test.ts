import { expect, test } from "vitest";
import { parseSetting } from "../space/parse-setting.ts";
import type { SearchSpace } from "../space/search-space.ts";
import { chooseTrials } from "./choose-trials.ts";
import { samplers } from "./index.ts";

const space: SearchSpace = Object.fromEntries(
  ["learningRate=1e-4..1e-1:log", "hidden=16|32,32", "batchSize=16..64:3"].map(parseSetting),
);
const first = (count: number, { sample }: { sample: (i: number) => unknown }) =>
  Array.from({ length: count }, (_, i) => sample(i));

test.each(Object.entries(samplers))("%s: the same seed gives the same trials, another seed others", (_, create) => {
  expect(first(20, create(space, 1))).toEqual(first(20, create(space, 1)));
  expect(first(20, create(space, 1))).not.toEqual(first(20, create(space, 2)));
});

test("random draws stay in their range and are uniform on its scale", () => {
  const rates = first(2000, samplers.random(space, 3)).map((one) => (one as { learningRate: number }).learningRate);
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
  expect(Math.max(...rates)).toBeLessThanOrEqual(1e-1);
  // A third of them in each factor of ten: the standard deviation of the share is 0.0105.
  for (const low of [1e-4, 1e-3, 1e-2]) {
    const share = rates.filter((rate) => rate >= low && rate < low * 10).length / rates.length;
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.05);
  }
});

test("a grid has each combination once", () => {
  const grid = samplers.grid(space, 1);
  expect(grid.size).toBe(5 * 2 * 3);
  const all = first(grid.size, grid);
  expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(grid.size);
  expect(all.map((one) => (one as { batchSize: number }).batchSize).toSorted((a, b) => a - b)[15]).toBe(40);
  expect(grid.sample(grid.size)).toBeUndefined();
});

test("a grid of too many combinations is refused before it is made", () => {
  const rates = ["learningRate", "l2", "dropout"].map((name) => parseSetting(`${name}=0.1..0.2:10000`));
  expect(samplers.grid(Object.fromEntries(rates.slice(0, 1)), 1).size).toBe(10_000);
  expect(() => samplers.grid(Object.fromEntries(rates), 1)).toThrow(
    "expected at most 10000000 combinations, got 1000000000000",
  );
  expect(() => parseSetting("learningRate=0.1..0.2:1000000000")).toThrow("from 2 to 10000");
});

test("no two trials are the same, and a space without more of them ends", () => {
  const few = Object.fromEntries(["hidden=2|4|8", "dropout=0|0.5"].map(parseSetting));
  for (const method of ["random", "grid"] as const) {
    const trials = chooseTrials(few, { method, first: [{ hidden: [4], dropout: 0 }] });
    expect(new Set(trials.map((settings) => JSON.stringify(settings))).size).toBe(6);
    expect(trials).toHaveLength(6);
    expect(trials[0]).toEqual({ hidden: [4], dropout: 0 });
  }
  expect(chooseTrials(space, {})).toHaveLength(30);
  expect(chooseTrials(space, { trials: 40 }).slice(0, 30)).toEqual(chooseTrials(space, {}));
});
