import { expect, test } from "vitest";
import { activations, type Activation, type ActivationName } from "./index.ts";
import { initializers } from "../initializers/index.ts";

const entries = Object.entries(activations) as [ActivationName, Activation][];

const e = Math.E;
const [scale, alpha] = [1.0507009873554805, 1.6732632423543772];
/** The logistic function of 2, and the standard normal distribution function of −1 and 2. */
const sigmoid2 = e ** 2 / (e ** 2 + 1);
const [cdf1, cdf2] = [0.15865525393145707, 0.9772498680518208];
const density = (z: number) => Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
/** Values and derivatives at −1, 0 and 2, by their formulas. */
const expected: Record<ActivationName, { a: number[]; slope: number[] }> = {
  identity: { a: [-1, 0, 2], slope: [1, 1, 1] },
  relu: { a: [0, 0, 2], slope: [0, 0, 1] },
  leakyRelu: { a: [-0.01, 0, 2], slope: [0.01, 0.01, 1] },
  elu: { a: [1 / e - 1, 0, 2], slope: [1 / e, 1, 1] },
  selu: { a: [scale * alpha * (1 / e - 1), 0, 2 * scale], slope: [(scale * alpha) / e, scale * alpha, scale] },
  gelu: { a: [-cdf1, 0, 2 * cdf2], slope: [cdf1 - density(1), 0.5, cdf2 + 2 * density(2)] },
  silu: {
    a: [-1 / (1 + e), 0, 2 * sigmoid2],
    // σ + z·σ·(1 − σ), which is σ² at −1.
    slope: [1 / (1 + e) ** 2, 0.5, sigmoid2 + 2 * sigmoid2 * (1 - sigmoid2)],
  },
  sigmoid: {
    a: [1 / (1 + e), 0.5, sigmoid2],
    slope: [e / (1 + e) ** 2, 0.25, e ** 2 / (1 + e ** 2) ** 2],
  },
  hardSigmoid: { a: [1 / 3, 1 / 2, 5 / 6], slope: [1 / 6, 1 / 6, 1 / 6] },
  tanh: {
    a: [(1 - e ** 2) / (1 + e ** 2), 0, (e ** 4 - 1) / (e ** 4 + 1)],
    slope: [4 / (e + 1 / e) ** 2, 1, 4 / (e ** 2 + e ** -2) ** 2],
  },
  softplus: {
    a: [Math.log(1 + 1 / e), Math.log(2), Math.log(1 + e ** 2)],
    slope: [1 / (1 + e), 0.5, sigmoid2],
  },
  step: { a: [0, 1, 1], slope: [0, 0, 0] },
};

test.each(entries)("%s has the values and slopes of its formula", (name, activation) => {
  const z = Float64Array.of(-1, 0, 2);
  const a = new Float64Array(3);
  const dz = new Float64Array(3);
  activation.forward(a, z);
  activation.backward(dz, Float64Array.of(10, 10, 10), z, a);
  for (let i = 0; i < 3; i++) {
    expect(a[i]).toBeCloseTo(expected[name].a[i], 14);
    expect(dz[i]).toBeCloseTo(10 * expected[name].slope[i], 13);
  }
});

test.each(entries)("%s allows the derivatives to be overwritten in place", (_, activation) => {
  const z = Float64Array.of(-3, -0.5, 0, 0.5, 3);
  const da = Float64Array.of(1, -2, 3, -4, 5);
  const a = new Float64Array(5);
  const separate = new Float64Array(5);
  activation.forward(a, z);
  activation.backward(separate, da, z, a);
  activation.backward(da, da, z, a);
  expect(da).toEqual(separate);
});

test.each(entries)("%s has finite values and slopes for finite z", (_, activation) => {
  const z = Float64Array.of(-1e300, -1000, -1e-300, 0, 1e-300, 1000, 1e300);
  const a = new Float64Array(z.length);
  const dz = new Float64Array(z.length);
  activation.forward(a, z);
  activation.backward(dz, dz.slice().fill(1), z, a);
  for (const value of [...a, ...dz]) expect(Number.isFinite(value)).toBe(true);
});

test.each(entries)("%s names an existing initializer", (_, { initializer = "xavierNormal" }) => {
  expect(Object.keys(initializers)).toContain(initializer);
});

test("hardSigmoid is 0 up to −3, 1 from 3 on, and flat in both ranges", () => {
  const z = Float64Array.of(-4, -3, 3, 4);
  const [a, dz] = [new Float64Array(4), new Float64Array(4)];
  activations.hardSigmoid.forward(a, z);
  activations.hardSigmoid.backward(dz, Float64Array.of(1, 1, 1, 1), z, a);
  expect(Array.from(a)).toEqual([0, 0, 1, 1]);
  expect(Array.from(dz)).toEqual([0, 0, 0, 0]);
});

// Sums of f(z) · φ(z) over a fine grid approximate the integrals; φ is below 1e-31 at its ends.
test("selu keeps standard normal numbers at mean 0 and variance 1", () => {
  const width = 1e-3;
  const z = Float64Array.from({ length: 24_001 }, (_, i) => (i - 12_000) * width);
  const a = new Float64Array(z.length);
  activations.selu.forward(a, z);
  const mean = a.reduce((sum, value, i) => sum + value * density(z[i]) * width, 0);
  const square = a.reduce((sum, value, i) => sum + value ** 2 * density(z[i]) * width, 0);
  // The error of the grid at the kink is about width² / 12.
  expect(mean).toBeCloseTo(0, 7);
  expect(square).toBeCloseTo(1, 7);
});

test("NaN stays NaN, so that a diverged training is detected", () => {
  for (const activation of [activations.elu, activations.selu, activations.gelu, activations.silu]) {
    const a = new Float64Array(1);
    activation.forward(a, Float64Array.of(NaN));
    expect(a[0]).toBeNaN();
  }
});
