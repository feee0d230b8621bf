import { expect, test } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { takeRows } from "../data/dataset.ts";
import { createRandom } from "../random.ts";
import { logisticBaseline } from "./logistic-baseline.ts";

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
