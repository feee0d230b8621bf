import type { Initializer } from "./initializer.ts";

/** Normal with variance 2 / inputs: preserves the variance of the signal through ReLU layers. He et al., ICCV 2015. */
export const heNormal: Initializer = (weights, inputs, _units, random) => {
  const deviation = Math.sqrt(2 / inputs);
  for (let i = 0; i < weights.length; i++) weights[i] = deviation * random.randn();
};

/** Uniform in ±√(6 / inputs), of variance 2 / inputs: `heNormal` without rare large weights. He et al., ICCV 2015. */
export const heUniform: Initializer = (weights, inputs, _units, random) => {
  const limit = Math.sqrt(6 / inputs);
  for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * random.rand() - 1);
};
