import { expect, test } from "vitest";
import { createRandom } from "../random.ts";
import { initializers, type InitializerName } from "./index.ts";

const INPUTS = 40;
const UNITS = 60;

/** The standard deviation that each promises for `[40, 60]` weights. */
const deviations: Record<InitializerName, number> = {
  heNormal: Math.sqrt(2 / 40),
  xavierNormal: Math.sqrt(2 / (40 + 60)),
  normal: 1,
};

const names = Object.keys(initializers) as InitializerName[];

test.each(names)("%s draws one normal number for each weight, with the deviation it promises", (name) => {
  const weights = new Float64Array(INPUTS * UNITS);
  initializers[name](weights, INPUTS, UNITS, createRandom(1));
  const random = createRandom(1);
  for (const weight of weights) expect(Math.abs(weight - deviations[name] * random.randn())).toBeLessThan(1e-15);
});
