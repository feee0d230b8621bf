import { expect, test } from "vitest";
import { outputTransforms, type OutputTransform } from "../output-transforms/index.ts";
import { losses, type Loss, type LossName } from "./index.ts";

const { meanSquaredError, quantile, gaussianNll } = losses;
const entries = Object.entries(losses) as [LossName, Loss][];
const { E, log, tanh } = Math;

/** The loss of each row, and the derivatives. */
function evaluate(loss: Loss, predicted: Float64Array, target: Float64Array, targets: number, settings = {}) {
  const rowLosses = new Float64Array(target.length / targets);
  const d = new Float64Array(predicted.length);
  loss.forward(rowLosses, predicted, target, targets, { ...loss.defaults, ...settings });
  loss.backward(d, predicted, target, targets, { ...loss.defaults, ...settings });
  return { rowLosses, d };
}

// Errors 1, −2, 0, 3 over n = 4 elements: Σ e² = 14, so 14/4 = 3.5 is reported; half of it has the derivative e / n.
test("meanSquaredError reports the mean of the squares and has the gradient of half of it", () => {
  const predicted = Float64Array.of(2, 0, 5, 4);
  const target = Float64Array.of(1, 2, 5, 1);
  const [rowLosses, d] = [new Float64Array(2), new Float64Array(4)];
  // Two rows of two targets: (1 + 4) / 2 and (0 + 9) / 2, whose mean is 3.5; the derivatives are those of each row.
  meanSquaredError.forward(rowLosses, predicted, target, 2, {});
  meanSquaredError.backward(d, predicted, target, 2, {});
  expect(rowLosses).toEqual(Float64Array.of(2.5, 4.5));
  expect(meanSquaredError.gradientScale).toBe(0.5);
  expect(d).toEqual(Float64Array.of(0.5, -1, 0, 1.5));
});

/** The raw variance r for which v = ln(1 + eʳ) + 1e-6. */
const rawSpread = (v: number) => log(E ** (v - 1e-6) - 1);

const byHand: {
  loss: LossName;
  settings?: Record<string, number>;
  predicted: number[];
  target: number[];
  rowLoss: number;
  d: number[];
}[] = [
  // Errors 2 and −1: (2 + 1) / 2.
  { loss: "meanAbsoluteError", predicted: [3, 0], target: [1, 1], rowLoss: 1.5, d: [0.5, -0.5] },

  // Errors 0.5 and −3: ½ · 0.25 = 0.125 and 1 · (3 − 0.5) = 2.5. The derivative is the error, clamped to ±1.
  { loss: "huber", predicted: [1.5, 1], target: [1, 4], rowLoss: (0.125 + 2.5) / 2, d: [0.25, -0.5] },
  // With δ = 2 the second is 2 · (3 − 1) = 4, and its derivative −2.
  { loss: "huber", settings: { delta: 2 }, predicted: [1.5, 1], target: [1, 4], rowLoss: 4.125 / 2, d: [0.25, -1] },

  // Errors ln 2 and −1000: cosh(ln 2) = (2 + ½) / 2 = 5/4, and cosh 1000 is e¹⁰⁰⁰ / 2 to the last bit.
  // tanh(ln 2) = (2 − ½) / (2 + ½) = 3/5.
  {
    loss: "logCosh",
    predicted: [log(2), 0],
    target: [0, 1000],
    rowLoss: (log(5 / 4) + 1000 - log(2)) / 2,
    d: [0.3, -0.5],
  },

  // 2 too low and 3 too high: 0.9 · 2 = 1.8 and 0.1 · 3 = 0.3.
  { loss: "quantile", settings: { q: 0.9 }, predicted: [3, 4], target: [5, 1], rowLoss: 2.1 / 2, d: [-0.45, 0.05] },
  // By default half of the absolute errors.
  { loss: "quantile", predicted: [3, 4], target: [5, 1], rowLoss: 2.5 / 2, d: [-0.25, 0.25] },

  // Means 1 and 5 for 3 and 3, variances 1 and 4: ½·ln 2π + ½·ln 1 + ½·4/1 and ½·ln 2π + ½·ln 4 + ½·4/4.
  // dμ = (μ − y) / v: −2 and ½. dv = ½·(1 − e²/v) / v: −3/2 and 0; dv/dr = 1 / (1 + e⁻ʳ) = 1 − e^(1e-6 − v).
  {
    loss: "gaussianNll",
    predicted: [1, 5, rawSpread(1), rawSpread(4)],
    target: [3, 3],
    rowLoss: 0.5 * log(2 * Math.PI) + (2 + log(2) + 0.5) / 2,
    d: [-1, 0.25, -0.75 * (1 - E ** (1e-6 - 1)), 0],
  },

  // p = 3/4 for 1, and p = 1/4 for ½: −ln(3/4) and −½·ln(1/4) − ½·ln(3/4). The derivative is p − y.
  {
    loss: "binaryCrossEntropy",
    predicted: [log(3), -log(3)],
    target: [1, 0.5],
    rowLoss: (-1.5 * log(3 / 4) - 0.5 * log(1 / 4)) / 2,
    d: [-0.125, -0.125],
  },

  // p = 1/8, 2/8, 5/8, with any constant added to all outputs: −ln(2/8) for the second. The derivative is p − y, not divided by 3.
  {
    loss: "softmaxCrossEntropy",
    predicted: [1000, 1000 + log(2), 1000 + log(5)],
    target: [0, 1, 0],
    rowLoss: log(4),
    d: [1 / 8, -6 / 8, 5 / 8],
  },
];

test.each(byHand)(
  "$loss of one row matches the value derived by hand, $settings",
  ({ loss, settings, predicted, target, ...expected }) => {
    const row = [Float64Array.from(predicted), Float64Array.from(target)] as const;
    const { rowLosses, d } = evaluate(losses[loss], ...row, target.length, settings);
    // 1000 + ln 2 has lost its last digits.
    const digits = loss === "softmaxCrossEntropy" ? 12 : 14;
    expect(rowLosses[0]).toBeCloseTo(expected.rowLoss, digits);
    expected.d.forEach((value, k) => expect(d[k]).toBeCloseTo(value, digits));
  },
);

test("logCosh of a small error is half its square, to the last digits", () => {
  const { rowLosses, d } = evaluate(losses.logCosh, Float64Array.of(1e-5), Float64Array.of(0), 1);
  expect(Math.abs(rowLosses[0] / 0.5e-10 - 1)).toBeLessThan(1e-9);
  expect(d[0]).toBe(tanh(1e-5));
});

const atTarget = ["meanSquaredError", "meanAbsoluteError", "huber", "logCosh", "quantile"] as const;

test.each(atTarget)("%s and its gradient are 0 for an exact prediction", (name) => {
  const right = Float64Array.of(-1e3, 0, 0.1, 1e3);
  const { rowLosses, d } = evaluate(losses[name], right, right, 2);
  expect(rowLosses).toEqual(new Float64Array(2));
  for (const pull of d) expect(Math.abs(pull)).toBe(0);
});

/** Every list of `length` of these numbers. */
const lists = (numbers: readonly number[], length: number): number[][] =>
  length === 0 ? [[]] : lists(numbers, length - 1).flatMap((list) => numbers.map((number) => [...list, number]));

test.each(entries)("%s and its derivatives are finite for arbitrarily wrong predictions", (_, loss) => {
  const far = [-1e3, 0, 1e3];
  for (const predicted of lists(far, 2 * (loss.outputsPerTarget ?? 1))) {
    for (const target of lists(far, 2)) {
      const { rowLosses, d } = evaluate(loss, Float64Array.from(predicted), Float64Array.from(target), 2);
      for (const value of [...rowLosses, ...d]) expect(Number.isFinite(value)).toBe(true);
    }
  }
});

test.each(entries)("%s treats each of several rows independently", (_, loss) => {
  const targets = 3;
  const width = targets * (loss.outputsPerTarget ?? 1);
  const predicted = Float64Array.from({ length: 4 * width }, (__, i) => Math.sin(i));
  const target = Float64Array.from({ length: 4 * targets }, (__, i) => Math.cos(i) ** 2);
  const together = evaluate(loss, predicted, target, targets);
  for (let i = 0; i < 4; i++) {
    const [x, y] = [predicted.subarray(i * width, (i + 1) * width), target.subarray(i * targets, (i + 1) * targets)];
    const alone = evaluate(loss, x, y, targets);
    expect(together.rowLosses[i]).toBe(alone.rowLosses[0]);
    expect(together.d.subarray(i * width, (i + 1) * width)).toEqual(alone.d);
  }
});

test("a loss has the number of outputs per target that its output transform takes", () => {
  for (const [, { outputsPerTarget = 1, link = "identity" }] of entries) {
    expect(outputsPerTarget).toBe((outputTransforms[link] as OutputTransform).outputsPerTarget ?? 1);
  }
});

test("quantile has its minimum at the q-quantile of the targets", () => {
  const target = Float64Array.from({ length: 10 }, (_, i) => i + 1);
  const pullAt = (answer: number) =>
    evaluate(quantile, new Float64Array(10).fill(answer), target, 1, { q: 0.75 }).d.reduce(
      (sum, pull) => sum + pull,
      0,
    );
  expect([0, 5, 7.5].map((answer) => Math.sign(pullAt(answer)))).toEqual([-1, -1, -1]);
  expect([8.5, 9, 20].map((answer) => Math.sign(pullAt(answer)))).toEqual([1, 1, 1]);
});

// 1 and 3 have mean 2 and variance 1.
test("gaussianNll has gradient 0 if mean and variance are those of the targets", () => {
  const { d } = evaluate(gaussianNll, Float64Array.of(2, rawSpread(1), 2, rawSpread(1)), Float64Array.of(1, 3), 1);
  expect(d[0] + d[2]).toBeCloseTo(0, 14);
  expect(d[1] + d[3]).toBeCloseTo(0, 14);
});

test.each(entries)("%s has the gradient of gradientScale times the loss", (_, loss) => {
  const { outputsPerTarget = 1, gradientScale = 1, defaults } = loss;
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
    expect(Math.abs(d[i] - (gradientScale * (above - below)) / (2 * h))).toBeLessThan(1e-8);
  }
});

test("targets of softmaxCrossEntropy may be probabilities that were rounded to 32 bits", () => {
  const has = (row: Float64Array) => losses.softmaxCrossEntropy.targets!.has(row);
  const exact = [0.1, 0.7, 0.2 - 1e-9, 1e-9];
  expect(has(Float64Array.from(exact.map(Math.fround)))).toBe(true);
  expect(has(Float64Array.of(0.5, 0.5 + 9e-7))).toBe(true);
  expect(has(Float64Array.of(0.5, 0.50001))).toBe(false);
});
