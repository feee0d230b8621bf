import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { takeRows } from "../data/dataset.ts";
import { createRandom } from "../random.ts";
import { affordableFit, logisticBaseline } from "./logistic-baseline.ts";

test("with more than 10,000 rows, logistic regression learns from 10,000 that are evenly spaced", () => {
  const random = createRandom(1);
  const x = Array.from({ length: 20_000 }, () => random.randn());
  const rows = createDataset(
    x,
    x.map((value) => (value + random.randn() > 0 ? 1 : 0)),
  );
  const every = takeRows(
    rows,
    Array.from({ length: 10_000 }, (_, i) => 2 * i),
  );
  const predicted = logisticBaseline(rows)(Float64Array.of(-1, 0, 1));
  expect(predicted).toEqual(logisticBaseline(every)(Float64Array.of(-1, 0, 1)));
  // The probit of the truth: Φ(1) = 0.841.
  expect(Math.abs(predicted[2] - 0.841)).toBeLessThan(0.02);
});

// About a second: 6 · 10⁸ products, each output of a row being as much as 100.
test.each([
  ["two classes", { rows: 4000, inputs: 20, outputs: 1 }, { rows: 4000, epochs: 100 }],
  ["ten classes of many rows", { rows: 1e6, inputs: 20, outputs: 10 }, { rows: 10_000, epochs: 50 }],
  ["300 classes of 5 rows", { rows: 1500, inputs: 3, outputs: 300 }, { rows: 1000, epochs: 20 }],
  ["1,000 classes of 5 rows", { rows: 5000, inputs: 3, outputs: 1000 }, { rows: 1000, epochs: 20 }],
])("the time of a fit is bounded by its epochs and then by its rows: %s", (_, shape, fit) => {
  expect(affordableFit(shape)).toEqual(fit);
});
