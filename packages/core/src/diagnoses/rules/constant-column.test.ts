import { expect, test } from "vitest";
import { createDataset, type Columns } from "../../index.ts";
import { findingOf, training } from "../../../test/findings.ts";

const rows = [0, 1, 2, 3];
const spec = (inputs: number) =>
  training({ network: { inputs, layers: [{ units: 1, activation: "identity" }] }, epochs: 1 });
const textOf = (x: number[][], columns?: Columns) =>
  findingOf("constantColumn", spec(x[0].length), { train: createDataset(x, rows), ...(columns && { columns }) })?.text;

test("a constant column is reported with its value", () => {
  const columns: Columns = {
    inputs: [
      { name: "area", kind: "number" },
      { name: "floors", kind: "number" },
    ],
    targets: ["price"],
  };
  const x = rows.map((i) => [i, 2]);
  expect(textOf(x, columns)).toBe(
    '"floors" is always 2 in the 4 training rows, so nothing can be learned from it: leave it out',
  );
  expect(textOf(x)).toMatch(/^input 2 is always 2 /);
});

test("the first of several constant columns are named", () => {
  expect(textOf(rows.map((i) => [1, i, 2, 3, 4]))).toBe(
    "input 1, input 3 and 2 more are constant in the 4 training rows, so nothing can be learned from them: leave them out",
  );
});

test("a category is constant if it always has the same value, even if it has others", () => {
  const columns: Columns = {
    inputs: [
      { name: "city", kind: "category", values: ["Basel", "Bern"] },
      { name: "area", kind: "number" },
    ],
    targets: ["price"],
  };
  expect(
    textOf(
      rows.map((i) => [0, 1, i]),
      columns,
    ),
  ).toMatch(/^"city" is always "Bern" in /);
  expect(
    textOf(
      rows.map((i) => [i === 0 ? 1 : 0, i === 0 ? 0 : 1, i]),
      columns,
    ),
  ).toBeUndefined();
});

test("columns that change even slightly are not reported", () => {
  expect(textOf(rows.map((i) => [i, 5 + 1e-6 * i]))).toBeUndefined();
});
