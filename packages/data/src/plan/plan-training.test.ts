import { expect, test } from "vitest";
import { countPieces, planTraining, type TableShape } from "./plan-training.ts";

const shape = (rows: number, inputs = 20): TableShape => ({ rows, inputs, outputs: 1, isClass: false });

/** Weights × rows × passes of all members. */
function arithmeticOf(rows: number, inputs: number, budget = 1): number {
  const { hidden, ensemble, epochs } = planTraining(shape(rows, inputs), { budget });
  const weights = inputs * hidden[0] + hidden[0] * hidden[1] + hidden[1];
  return ensemble * epochs * weights * rows;
}

test("few rows have ten members, more have five, very many one", () => {
  const members = (rows: number) => planTraining(shape(rows), {}).ensemble;
  expect([20, 500, 5000, 200_000].map(members)).toEqual([10, 10, 5, 1]);
});

test("a line is added on small tables of numbers only", () => {
  expect(planTraining(shape(500), {}).shortcut).toBe(true);
  expect(planTraining(shape(5000), {}).shortcut).toBe(false);
  expect(planTraining({ ...shape(500), isClass: true }, {}).shortcut).toBe(false);
});

test("batches grow with the rows, pieces with their cube root", () => {
  expect([100, 5000, 20_000, 1e6].map((rows) => planTraining(shape(rows), {}).batchSize)).toEqual([32, 32, 128, 256]);
  const pieces = (rows: number) => countPieces({ rows, isClass: false });
  expect([100, 1000, 2000, 5e5, 6e5].map(pieces)).toEqual([8, 10, 13, 16, 8]);
});

test("few rows of classes have one small layer and no pieces", () => {
  const classes = { ...shape(500), isClass: true };
  expect(planTraining(classes, {})).toMatchObject({ hidden: [32], activation: "tanh" });
  expect(planTraining({ ...classes, rows: 5000 }, {})).toMatchObject({ hidden: [64, 64], activation: "relu" });
  expect([500, 5000].map((rows) => countPieces({ rows, isClass: true }))).toEqual([0, 16]);
});

test("a table makes from 1,500 to 20,000 updates, and 200 passes in between; a large one sees 2.56 million rows", () => {
  const updates = (rows: number) => planTraining(shape(rows, 4), {}).epochs * Math.ceil(rows / 32);
  expect([32, 96, 320, 1280, 3200].map(updates)).toEqual([1500, 1500, 2000, 8000, 20_000]);
  expect(planTraining(shape(100_000, 10), {}).epochs).toBe(26);
  // With few passes, the last one is whole or left out.
  expect([980_000, 2e6].map((rows) => planTraining(shape(rows, 10), {}).epochs)).toEqual([2, 1]);
});

test.each([
  [1000, 200],
  [20_000, 10],
  [20_000, 500],
  [100_000, 10],
  [100_000, 200],
])("the arithmetic for %i rows of %i inputs is within the budget, but for a last pass", (rows, inputs) => {
  const { ensemble } = planTraining(shape(rows, inputs), {});
  const lastPass = ensemble * rows * (inputs * 64 + 64 * 64 + 64);
  expect(arithmeticOf(rows, inputs)).toBeLessThanOrEqual(4e10 * (1 + rows / 5000) + lastPass);
});

test("the budget is a factor of the arithmetic", () => {
  expect(arithmeticOf(5000, 500, 3) / arithmeticOf(5000, 500)).toBeCloseTo(3, 0);
  expect(arithmeticOf(300, 20, 0.5) / arithmeticOf(300, 20)).toBeCloseTo(0.5, 2);
});

test("options replace choices", () => {
  const options = {
    hidden: [8],
    activation: "tanh",
    ensemble: 3,
    learningRate: 0.01,
    batchSize: 7,
    epochs: 5,
  } as const;
  expect(planTraining(shape(100), options)).toMatchObject(options);
  expect(planTraining(shape(100), { hidden: [] }).epochs).toBeGreaterThan(0);
  expect(() => planTraining(shape(100), { batchSize: 1.5 })).toThrow(
    new RangeError("recipe: expected batchSize to be an integer ≥ 1, got 1.5"),
  );
});
