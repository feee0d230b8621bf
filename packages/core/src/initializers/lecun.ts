import type { Initializer } from "./initializer.ts";

/**
 * Normal with variance 1 / inputs: weighted sums of standardized inputs have variance 1, as `selu` requires. LeCun et al.,
 * Efficient BackProp (1998), §4.6.
 */
export const lecunNormal: Initializer = (weights, inputs, _units, random) => {
  const deviation = Math.sqrt(1 / inputs);
  for (let i = 0; i < weights.length; i++) weights[i] = deviation * random.randn();
};

/** Uniform between ±√(3 / inputs), of variance 1 / inputs. LeCun et al., Efficient BackProp (1998), §4.6. */
export const lecunUniform: Initializer = (weights, inputs, _units, random) => {
  const limit = Math.sqrt(3 / inputs);
  for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * random.rand() - 1);
};
