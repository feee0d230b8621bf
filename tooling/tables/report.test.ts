/** The short form of the report: two splits of some of the committed tables. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compare, mean } from "./compare.ts";
import { evaluateSplit } from "./evaluate-split.ts";
import { noisyClasses } from "./noisy-classes.ts";
import { readCommittedTables } from "./tables.ts";

const tables = readCommittedTables();
const { tables: peers } = JSON.parse(readFileSync(new URL("peers.json", import.meta.url), "utf8")) as {
  tables: Record<string, { hash: string; losses: Record<string, number[]> }>;
};

test("the errors of scikit-learn belong to the committed tables and their splits", () => {
  for (const [name, { hash }] of tables) expect([name, peers[name]?.hash]).toEqual([name, hash]);
});

test.each(["cars", "species", "diabetes"])("on %s the recipe is about as good as the best peer, or better", (name) => {
  const ours = [0, 1].map((split) => evaluateSplit({ name, table: tables.get(name)!, split }).loss);
  const ratios = Object.values(peers[name]!.losses).map((theirs) => compare(ours, theirs.slice(0, 2)).ratio);
  expect(Math.max(...ratios)).toBeLessThan(1.1);
});

// Each of the 20 tables holds 90 % with a standard deviation of about 3 %, since 150 rows say how wide a set must be.
test("sets of classes hold 90 % of the rows if the most probable class alone is right less often", () => {
  const results = Array.from({ length: 12 }, (_, split) => {
    const table = noisyClasses(150, 500, 1 + (split % 2), split);
    return evaluateSplit({ name: "noisy", table, split: 0 });
  });
  expect(mean(results.map(({ correct }) => correct / 500))).toBeLessThan(0.8);
  const held = mean(results.map(({ covered }) => covered.reduce((sum, count) => sum + count, 0) / 500));
  expect(held).toBeGreaterThan(0.885);
  expect(held).toBeLessThan(0.93);
});

test("ratios are paired by split, and have the standard error of their logarithms", () => {
  const { difference, error, ratio, ratioError } = compare([1, 4], [2, 2]);
  expect({ difference, error, ratio }).toEqual({ difference: 0.5, error: 1.5, ratio: 1 });
  expect(ratioError).toBeCloseTo(Math.log(2), 12);
});
