import type { Initializer } from "./initializer.ts";

/**
 * Normal with variance 2 / (inputs + units): balances the variances of signal and gradient. Glorot and Bengio,
 * AISTATS 2010; also called Glorot initialization.
 */
export const xavierNormal: Initializer = (weights, inputs, units, random) => {
  const deviation = Math.sqrt(2 / (inputs + units));
  for (let i = 0; i < weights.length; i++) weights[i] = deviation * random.randn();
};

/**
 * Uniform between ±√(6 / (inputs + units)), of variance 2 / (inputs + units). Glorot and Bengio, AISTATS 2010, eq. 16;
 * Xavier is Glorot's first name, and Keras calls it `glorot_uniform`.
 */
export const xavierUniform: Initializer = (weights, inputs, units, random) => {
  const limit = Math.sqrt(6 / (inputs + units));
  for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * random.rand() - 1);
};
