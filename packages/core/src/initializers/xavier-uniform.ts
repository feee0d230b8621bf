import type { Initializer } from "./initializer.ts";

/**
 * Uniform between ±√(6 / (inputs + units)), of variance 2 / (inputs + units). Glorot and Bengio, AISTATS 2010, eq. 16;
 * Xavier is Glorot's first name, and Keras calls it `glorot_uniform`.
 */
export const xavierUniform: Initializer = (weights, inputs, units, random) => {
  const limit = Math.sqrt(6 / (inputs + units));
  for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * random.rand() - 1);
};
