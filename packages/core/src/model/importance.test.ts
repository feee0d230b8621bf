import { describe, expect, test } from "vitest";
import { takeRows } from "../data/dataset.ts";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { permutationImportance } from "./importance.ts";
import { createModel } from "./create-model.ts";
import type { ModelOptions } from "./model.ts";
import { createRandom } from "../random.ts";

/** ŷ = x · W + b without scaling: W `[inputs, outputs]` row-major, then b. */
function linearModel(inputs: number, outputs: number, parameters: readonly number[], context: ModelOptions = {}) {
  const none = (width: number) => ({ offset: Array<number>(width).fill(0), scale: Array<number>(width).fill(1) });
  const network = { inputs, layers: [dense(outputs)] };
  return createModel(network, Float64Array.from(parameters), { inputs: none(inputs), targets: none(outputs) }, context);
}

/** y = 3a + 0b, exactly. */
const model = linearModel(2, 1, [3, 0, 0]);

function drawnRows(count: number, seed: number) {
  const random = createRandom(seed);
  const x = Array.from({ length: count }, () => [random.randn(), random.randn()]);
  return createDataset(
    x,
    x.map(([a]) => 3 * a),
  );
}

describe("permutationImportance", () => {
  // Two rows, a = 0 and a = 1: half of all orders leave them unchanged (growth 0), half swap them, so that both are
  // wrong by 3 (RMSE 3). Mean 1.5; deviation √(n · 1.5² / (n − 1)) ≈ 1.5. The mean of n = 1000 shuffles is ± 1.5 / √1000.
  test("by hand: the only informative column has its full importance, an ignored column exactly 0", () => {
    const rows = createDataset(
      [
        [0, 5],
        [1, 7],
      ],
      [0, 3],
    );
    const [a, b] = permutationImportance(model, rows, { repeats: 1000 });
    expect(a.column).toBe("input 1");
    expect(Math.abs(a.growth - 1.5)).toBeLessThan(3 * (1.5 / Math.sqrt(1000)));
    expect(a.deviation).toBeCloseTo(1.5, 2);
    expect(b).toEqual({ column: "input 2", growth: 0, deviation: 0 });
  });

  // Two rows, y = 1 and 4, that ŷ = 3a predicts with errors of 1: RMSE 1. Swapped, the model predicts 3 and 0 instead of 1 and 4:
  // errors 2 and −4, RMSE √10. The growth is √10 − 1 or 0.
  test("by hand: the error before shuffling is subtracted", () => {
    const rows = createDataset(
      [
        [0, 0],
        [1, 0],
      ],
      [1, 4],
    );
    const [{ growth, deviation }] = permutationImportance(model, rows, { repeats: 5 });
    const swapped = Math.sqrt(10) - 1;
    // k of five shuffles swap; the deviation of k ones and 5 − k zeros is √(k (5 − k) / (5 · 4)).
    const k = Math.round((5 * growth) / swapped);
    expect([1, 2, 3, 4]).toContain(k);
    expect(growth).toBeCloseTo((k / 5) * swapped, 12);
    expect(deviation).toBeCloseTo(Math.sqrt((k * (5 - k)) / 20) * swapped, 12);
  });

  test("the numbers of a category are shuffled together: every row keeps exactly one value", () => {
    const columns = {
      inputs: [
        { name: "rooms", kind: "number" },
        { name: "heating", kind: "category", values: ["gas", "oil"] },
      ],
      targets: ["price"],
    } as const;
    // price = 10 for gas, 20 for oil. Shuffled separately, the numbers would also give 0 and 30.
    const prices = linearModel(3, 1, [0, 10, 20, 0], { columns });
    const rows = createDataset(
      [
        [1, 1, 0],
        [2, 0, 1],
      ],
      [10, 20],
    );
    const importance = permutationImportance(prices, rows, { repeats: 1000 });
    expect(importance.map(({ column }) => column)).toEqual(["heating", "rooms"]);
    // 0 or 10, each half of the time.
    expect(Math.abs(importance[0].growth - 5)).toBeLessThan(3 * (5 / Math.sqrt(1000)));
    expect(importance[0].deviation).toBeCloseTo(5, 1);
    expect(importance[1]).toEqual({ column: "rooms", growth: 0, deviation: 0 });
  });

  test("the same seed gives the same results, a different seed different ones", () => {
    const rows = drawnRows(50, 1);
    const figures = (seed: number) => permutationImportance(model, rows, { seed });
    expect(figures(3)).toEqual(figures(3));
    expect(figures(4)[0].growth).not.toBe(figures(3)[0].growth);
  });

  test("the result for a column does not depend on its position or on other columns", () => {
    const rows = drawnRows(50, 1);
    const x = Array.from({ length: 50 }, (_, i) => [0, rows.x[2 * i + 1], rows.x[2 * i]]);
    const wider = permutationImportance(linearModel(3, 1, [0, 0, 3, 0]), createDataset(x, Array.from(rows.y)));
    expect(wider[0]).toEqual({ ...permutationImportance(model, rows)[0], column: "input 3" });
  });

  // Shuffled, a′ and a are independent: Σ (3a′ − 3a)² / n is about 9 · 2 · Var a = 18.
  test("on many rows the growth is √2 times the deviation of the column's contribution", () => {
    const [{ growth, deviation }] = permutationImportance(model, drawnRows(1000, 2));
    expect(Math.abs(growth / Math.sqrt(18) - 1)).toBeLessThan(0.05);
    expect(deviation).toBeLessThan(0.05 * growth);
  });

  test("several targets count equally, whatever their units", () => {
    // 1000 a and b: in the targets' own units only the first would count.
    const two = linearModel(2, 2, [1000, 0, 0, 1, 0, 0]);
    const { x } = drawnRows(500, 3);
    const pairs = Array.from({ length: 500 }, (_, i) => [x[2 * i], x[2 * i + 1]]);
    const rows = createDataset(
      pairs,
      pairs.map(([a, b]) => [1000 * a, b]),
    );
    const [first, second] = permutationImportance(two, rows);
    // One target is unchanged, the other is off by √2 of its deviations: √(2 / 2).
    expect(Math.abs(first.growth - 1)).toBeLessThan(0.1);
    expect(Math.abs(second.growth - 1)).toBeLessThan(0.1);
  });

  test("evenly spaced rows are taken from many", () => {
    const rows = drawnRows(30, 4);
    const third = takeRows(
      rows,
      Array.from({ length: 10 }, (_, i) => 3 * i),
    );
    expect(permutationImportance(model, rows, { maxRows: 10 })).toEqual(permutationImportance(model, third));
  });

  test.each([
    ["repeats", { repeats: 1 }, "expected repeats to be an integer ≥ 2, got 1"],
    ["rows", { maxRows: 0 }, "expected maxRows to be an integer ≥ 1, got 0"],
  ])("rejects too few %s", (_name, options, message) => {
    expect(() => permutationImportance(model, drawnRows(5, 1), options)).toThrow(
      new RangeError(`permutationImportance: ${message}`),
    );
  });

  test("rejects rows with a different width than the model's", () => {
    expect(() => permutationImportance(model, createDataset([1, 2], [1, 2]))).toThrow(
      new RangeError("permutationImportance: expected rows of 2 inputs, as the model has, got 1"),
    );
  });
});
