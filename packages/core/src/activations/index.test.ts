import { expect, test } from "vitest";
import { activations, type Activation, type ActivationName } from "./index.ts";
import { initializers } from "../initializers/index.ts";

const entries = Object.entries(activations) as [ActivationName, Activation][];

const e = Math.E;
/** Values and derivatives at −1, 0 and 2, by their formulas. */
const expected: Record<ActivationName, { a: number[]; slope: number[] }> = {
  identity: { a: [-1, 0, 2], slope: [1, 1, 1] },
  relu: { a: [0, 0, 2], slope: [0, 0, 1] },
  leakyRelu: { a: [-0.01, 0, 2], slope: [0.01, 0.01, 1] },
  sigmoid: {
    a: [1 / (1 + e), 0.5, e ** 2 / (e ** 2 + 1)],
    slope: [e / (1 + e) ** 2, 0.25, e ** 2 / (1 + e ** 2) ** 2],
  },
  tanh: {
    a: [(1 - e ** 2) / (1 + e ** 2), 0, (e ** 4 - 1) / (e ** 4 + 1)],
    slope: [4 / (e + 1 / e) ** 2, 1, 4 / (e ** 2 + e ** -2) ** 2],
  },
  softplus: {
    a: [Math.log(1 + 1 / e), Math.log(2), Math.log(1 + e ** 2)],
    slope: [1 / (1 + e), 0.5, e ** 2 / (e ** 2 + 1)],
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
  const apart = new Float64Array(5);
  activation.forward(a, z);
  activation.backward(apart, da, z, a);
  activation.backward(da, da, z, a);
  expect(da).toEqual(apart);
});

test.each(entries)("%s has finite slopes wherever z is finite", (_, activation) => {
  const z = Float64Array.of(-1e300, -1000, -1e-300, 0, 1e-300, 1000, 1e300);
  const a = new Float64Array(z.length);
  const dz = new Float64Array(z.length);
  activation.forward(a, z);
  activation.backward(dz, dz.slice().fill(1), z, a);
  for (const value of [...a, ...dz]) expect(Number.isFinite(value)).toBe(true);
});

test.each(entries)("%s prefers an initializer that exists", (_, { initializer = "xavierNormal" }) => {
  expect(Object.keys(initializers)).toContain(initializer);
});
