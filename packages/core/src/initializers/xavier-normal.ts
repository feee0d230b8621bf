import type { Initializer } from "./initializer.ts";

/**
 * Normal with variance 2 / (inputs + units): balances the variances of signal and gradient. Glorot and Bengio,
 * AISTATS 2010; also called Glorot initialization.
 */
export const xavierNormal: Initializer = (weights, inputs, units, random) => {
  const deviation = Math.sqrt(2 / (inputs + units));
  for (let i = 0; i < weights.length; i++) weights[i] = deviation * random.randn();
};
