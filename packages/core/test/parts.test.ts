/** Activations, losses, schedules and metrics against PyTorch and scikit-learn: see `tooling/oracle`. */
import { expect, test } from "vitest";
import {
  activations,
  losses,
  metrics,
  schedules,
  type Activation,
  type ActivationName,
  type Loss,
  type LossName,
  type MetricName,
  type Schedule,
  type ScheduleName,
} from "../src/index.ts";
import oracle from "./fixtures/parts.json" with { type: "json" };

/** Within 1e-10 of the expected value; near 0, within the last bits of the numbers near 1 that were subtracted. */
function expectClose(actual: Float64Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) =>
    expect(Math.abs(actual[i] - value)).toBeLessThanOrEqual(1e-10 * Math.abs(value) + 1e-15),
  );
}

test.each(Object.entries(oracle.activations))("%s has PyTorch's values and derivatives", (name, { a, slope }) => {
  const activation: Activation = activations[name as ActivationName];
  const z = Float64Array.from(oracle.z);
  const [ours, dz] = [new Float64Array(z.length), new Float64Array(z.length)];
  activation.forward(ours, z);
  activation.backward(dz, new Float64Array(z.length).fill(1), z, ours);
  expectClose(ours, a);
  expectClose(dz, slope);
});

/** The constant that PyTorch omits from a row's loss. */
const leftOut: Partial<Record<LossName, number>> = { gaussianNll: 0.5 * Math.log(2 * Math.PI) };

test.each(oracle.losses)(
  "$loss $settings has PyTorch's losses and gradients, except for omitted constants and the gradient scale",
  ({ loss, settings, predicted, target, rowLosses, gradient }) => {
    const entry: Loss = losses[loss as LossName];
    // Half of meanSquaredError; the other losses completely.
    const { gradientScale = 1 } = entry;
    const rows = rowLosses.length;
    const [ours, d] = [new Float64Array(rows), new Float64Array(predicted.length)];
    const row = [Float64Array.from(predicted), Float64Array.from(target), target.length / rows] as const;
    const complete = { ...entry.defaults, ...settings };
    entry.forward(ours, ...row, complete);
    entry.backward(d, ...row, complete);
    expectClose(
      ours,
      rowLosses.map((value) => value + (leftOut[loss as LossName] ?? 0)),
    );
    expectClose(
      d,
      gradient.map((value) => gradientScale * value),
    );
  },
);

test.each(oracle.schedules)("$schedule $settings has PyTorch's factors", ({ schedule, settings, factors }) => {
  const entry: Schedule = schedules[schedule as ScheduleName];
  const memory = new Float64Array(entry.slots ?? 0);
  const complete = { ...entry.defaults, ...settings };
  const [epochs, steps] = [factors.length, factors.length];
  const ours = oracle.watched.map((loss, epoch) => {
    const factor = entry.factor({ step: epoch, steps, epoch, epochs }, complete, memory);
    entry.observe?.(memory, loss, complete);
    return factor;
  });
  expectClose(Float64Array.from(ours), factors);
});

test.each(oracle.metrics)("the metrics of $predicted equal scikit-learn's", ({ predicted, actual, scores }) => {
  for (const [name, score] of Object.entries(scores)) {
    const ours = metrics[name as MetricName](Float64Array.from(predicted), Float64Array.from(actual));
    expectClose(Float64Array.of(ours), [score]);
  }
});
