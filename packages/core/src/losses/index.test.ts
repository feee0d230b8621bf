import { expect, test } from "vitest";
import { losses, type Loss } from "./index.ts";

const { meanSquaredError } = losses;
const entries = Object.entries(losses) as [string, Loss][];

// Errors 1, −2, 0, 3 over n = 4 elements: Σ e² = 14, so 14/4 = 3.5 is reported; half of it has the derivative e / n.
test("meanSquaredError reports the mean of the squares and descends half of it", () => {
  const predicted = Float64Array.of(2, 0, 5, 4);
  const target = Float64Array.of(1, 2, 5, 1);
  const [rowLosses, d] = [new Float64Array(2), new Float64Array(4)];
  // Two rows of two targets: (1 + 4) / 2 and (0 + 9) / 2, whose mean is 3.5; the derivatives are those of each row.
  meanSquaredError.forward(rowLosses, predicted, target, 2, {});
  meanSquaredError.backward(d, predicted, target, 2, {});
  expect(rowLosses).toEqual(Float64Array.of(2.5, 4.5));
  expect(meanSquaredError.descends).toBe(0.5);
  expect(d).toEqual(Float64Array.of(0.5, -1, 0, 1.5));
});

test.each(entries)("%s has a gradient that is the derivative of what it descends", (_, loss) => {
  const { outputsPerTarget = 1, descends = 1, defaults } = loss;
  const targets = 2;
  const target = Float64Array.of(1, 0, 0.5, 0.1);
  const predicted = Float64Array.from({ length: 4 * outputsPerTarget }, (__, i) => 0.9 - 0.13 * i);
  const d = new Float64Array(predicted.length);
  loss.backward(d, predicted, target, targets, defaults);
  const sumOf = (values: Float64Array) => {
    const rowLosses = new Float64Array(2);
    loss.forward(rowLosses, values, target, targets, defaults);
    return rowLosses[0] + rowLosses[1];
  };
  const h = 1e-6;
  for (let i = 0; i < predicted.length; i++) {
    const above = sumOf(predicted.with(i, predicted[i] + h));
    const below = sumOf(predicted.with(i, predicted[i] - h));
    expect(Math.abs(d[i] - (descends * (above - below)) / (2 * h))).toBeLessThan(1e-8);
  }
});
