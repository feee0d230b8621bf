import type { Initializer } from "./initializer.ts";

/** Standard normal numbers regardless of the layer's size, as in the notebook. Too large for wide layers. */
export const normal: Initializer = (weights, _inputs, _units, random) => {
  for (let i = 0; i < weights.length; i++) weights[i] = random.randn();
};
