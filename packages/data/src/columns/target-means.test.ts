import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeTable } from "../encode-table.ts";
import { describeNote } from "../note.ts";
import { tableFromRows } from "../table/table.ts";
import { outOfFoldMeans, targetMeans, type ValueTargets } from "./target-means.ts";

const targetsOf = (y: readonly number[], indices: readonly number[]): ValueTargets => ({
  y: Float64Array.from(y),
  outputs: 1,
  output: 0,
  indices: Int32Array.from(indices),
  count: Math.max(...indices) + 1,
});

// Values 0 (targets 0, 2) and 1 (targets 10, 12): within = (2 + 2) / (4 − 2) = 2; the spread of the means 1 and 11 around 6
// is 2 · 25 + 2 · 25 = 100, so between = (100 − 1 · 2) / (4 − 8 / 4) = 49, and the prior counts as 2 / 49 rows.
test("by hand: means are shrunk towards the mean of all rows by the spread within the values", () => {
  const { means, prior } = targetMeans(targetsOf([0, 2, 10, 12], [0, 0, 1, 1]));
  const weight = 2 / 49;
  expect(prior).toBe(6);
  expect(means[0]).toBeCloseTo((2 + weight * 6) / (2 + weight), 12);
  expect(means[1]).toBeCloseTo((22 + weight * 6) / (2 + weight), 12);
});

test("values that do not differ beyond chance all get the mean of all rows", () => {
  const { means } = targetMeans(targetsOf([0, 2, 0, 2], [0, 0, 1, 1]));
  means.forEach((mean) => expect(mean).toBeCloseTo(1, 6));
});

test("a row's own target has no influence on its own number", () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 3 })), {
    minLength: 10,
    maxLength: 40,
  });
  fc.assert(
    fc.property(values, fc.nat(), fc.double({ min: -100, max: 100, noNaN: true }), (rows, pick, changed) => {
      const own = pick % rows.length;
      const y = rows.map(([target]) => target);
      const indices = rows.map(([, value]) => value);
      const before = outOfFoldMeans(targetsOf(y, indices));
      const after = outOfFoldMeans(targetsOf(y.with(own, changed), indices));
      expect(after[own]).toBe(before[own]);
    }),
    { seed: 1 },
  );
});

test("a column of many values becomes one number; rows it is not learned from get the means of all others", () => {
  const rows = Array.from({ length: 1210 }, (_, i) => ({ zip: `z${i % 120}`, y: (i % 120) + (i % 7) }));
  const learned = Array.from({ length: 1200 }, (_, i) => i);
  const { dataset, columns, notes } = encodeTable(tableFromRows(rows), { target: "y" }, () => learned);
  const [zip] = columns.inputs;
  expect(notes.map(describeNote)).toEqual(['column "zip": 120 values, each replaced by its mean target']);
  expect(dataset.inputs).toBe(1);
  for (let i = 0; i < rows.length; i++) expect(Math.abs(dataset.x[i] - dataset.y[i])).toBeLessThan(6);
  // A row that is new gets the stored mean of its value.
  const stored = zip.kind === "category" ? zip.means![zip.values.indexOf("z5")] : [];
  expect(dataset.x[1205]).toBe(stored[0]);
  expect(dataset.x[5]).not.toBe(stored[0]);
});
