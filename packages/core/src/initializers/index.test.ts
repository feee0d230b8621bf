import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { initializers, type InitializerName } from "./index.ts";

const INPUTS = 40;
const UNITS = 60;

/** For `[40, 60]` weights: the standard deviation of normal numbers, or the limit of uniform ones. */
const expected: Record<InitializerName, { deviation: number } | { limit: number }> = {
  heNormal: { deviation: Math.sqrt(2 / 40) },
  heUniform: { limit: Math.sqrt(6 / 40) },
  xavierNormal: { deviation: Math.sqrt(2 / (40 + 60)) },
  xavierUniform: { limit: Math.sqrt(6 / (40 + 60)) },
  lecunNormal: { deviation: Math.sqrt(1 / 40) },
  lecunUniform: { limit: Math.sqrt(3 / 40) },
  normal: { deviation: 1 },
};

const names = Object.keys(initializers) as InitializerName[];

function draw(name: InitializerName): Float64Array {
  const weights = new Float64Array(INPUTS * UNITS);
  initializers[name](weights, INPUTS, UNITS, createRandom(1));
  return weights;
}

test.each(names)("%s draws one number for each weight, with the documented width", (name) => {
  const width = expected[name];
  const random = createRandom(1);
  for (const weight of draw(name)) {
    const value = "limit" in width ? width.limit * (2 * random.rand() - 1) : width.deviation * random.randn();
    expect(Math.abs(weight - value)).toBeLessThan(1e-15);
  }
});

test.each([
  ["heUniform", "heNormal"],
  ["xavierUniform", "xavierNormal"],
  ["lecunUniform", "lecunNormal"],
] as const)("%s has the variance of %s, within 5 % over 2400 weights", (uniform, normal) => {
  const square = (name: InitializerName) => draw(name).reduce((sum, weight) => sum + weight ** 2, 0);
  expect(Math.abs(square(uniform) / square(normal) - 1)).toBeLessThan(0.05);
});
