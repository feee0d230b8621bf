import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { classStandardErrors, standardErrors } from "./standard-errors.ts";

test("the errors of RMSE and MAE follow from the spread of the rows' errors", () => {
  // Errors 1, −1, 2: |e| has mean 4/3 and Σ (|e| − 4/3)² = 2/3; e² has mean 2 and Σ (e² − 2)² = 6.
  const { rmse, mae } = standardErrors(Float64Array.of(2, 2, 7), createDataset([0, 0, 0], [1, 3, 5]));
  expect(mae).toBeCloseTo(Math.sqrt(2 / 3 / 2 / 3), 12);
  expect(rmse).toBeCloseTo(Math.sqrt(6 / 2 / 3) / (2 * Math.sqrt(2)), 12);
});

test("a factor of all weights changes nothing, and a single row has no spread", () => {
  const rows = (weights: number[]) => createDataset([0, 0, 0], [1, 3, 5], { weights });
  const predicted = Float64Array.of(2, 2, 7);
  const errors = standardErrors(predicted, rows([1, 2, 3]));
  expect(standardErrors(predicted, rows([10, 20, 30])).rmse).toBeCloseTo(errors.rmse!, 12);
  expect(standardErrors(Float64Array.of(2), createDataset([0], [1]))).toEqual({});
});

test("the error of the accuracy is that of a share", () => {
  const probabilities = Float64Array.of(0.9, 0.1, 0.8, 0.2, 0.7, 0.3, 0.4, 0.6);
  const { accuracy, logLoss } = classStandardErrors({ probabilities, actual: Uint32Array.of(0, 0, 1, 1), classes: 2 });
  // 3 of 4 are right: √(p (1 − p) / (n − 1)).
  expect(accuracy).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 3), 12);
  expect(logLoss).toBeGreaterThan(0);
});
