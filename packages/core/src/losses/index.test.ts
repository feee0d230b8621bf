import { expect, test } from "vitest";
import { losses, type Loss } from "./index.ts";

const { meanSquaredError } = losses;
const entries = Object.entries(losses) as [string, Loss][];

// Errors 1, −2, 0, 3 over n = 4 elements: Σ e² = 14, so 14/4 = 3.5 is reported; half of it has the derivative e / n.
test("meanSquaredError reports the mean of the squares and descends half of it", () => {
  const predicted = Float64Array.of(2, 0, 5, 4);
  const target = Float64Array.of(1, 2, 5, 1);
  const d = new Float64Array(4);
  meanSquaredError.gradient(d, predicted, target);
  expect(meanSquaredError.value(predicted, target)).toBe(3.5);
  expect(meanSquaredError.descends).toBe(0.5);
  expect(d).toEqual(Float64Array.of(0.25, -0.5, 0, 0.75));
});

test.each(entries)("%s has a gradient that is the derivative of what it descends", (_, loss) => {
  const predicted = Float64Array.of(0.9, 0.2, 0.6, 0.4, 0.7);
  const target = Float64Array.of(1, 0, 0.5, 0.1, 0.9);
  const d = new Float64Array(5);
  loss.gradient(d, predicted, target);
  const h = 1e-6;
  for (let i = 0; i < 5; i++) {
    const above = predicted.with(i, predicted[i] + h);
    const below = predicted.with(i, predicted[i] - h);
    const difference = (loss.descends * (loss.value(above, target) - loss.value(below, target))) / (2 * h);
    expect(Math.abs(d[i] - difference)).toBeLessThan(1e-8);
  }
});
