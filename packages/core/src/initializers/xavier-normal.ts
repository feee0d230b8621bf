import type { Initializer } from "./initializer.ts";

/**
 * Normal with variance 2 / (inputs + units): keeps signal and gradient alike. Glorot and Bengio, AISTATS 2010; also
 * called Glorot.
 */
export const xavierNormal: Initializer = (weights, inputs, units, random) => {
  const deviation = Math.sqrt(2 / (inputs + units));
  for (let i = 0; i < weights.length; i++) weights[i] = deviation * random.randn();
};
