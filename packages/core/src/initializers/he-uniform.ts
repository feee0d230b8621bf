import type { Initializer } from "./initializer.ts";

/**
 * Uniform between ±√(6 / inputs), of variance 2 / inputs: `heNormal` without its rare large weights. He et al., ICCV
 * 2015.
 */
export const heUniform: Initializer = (weights, inputs, _units, random) => {
  const limit = Math.sqrt(6 / inputs);
  for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * random.rand() - 1);
};
