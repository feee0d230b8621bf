import type { Initializer } from "./initializer.ts";

/** Uniform between ±√(3 / inputs), of variance 1 / inputs. LeCun et al., Efficient BackProp (1998), §4.6. */
export const lecunUniform: Initializer = (weights, inputs, _units, random) => {
  const limit = Math.sqrt(3 / inputs);
  for (let i = 0; i < weights.length; i++) weights[i] = limit * (2 * random.rand() - 1);
};
