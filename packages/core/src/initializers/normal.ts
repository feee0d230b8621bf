import type { Initializer } from "./initializer.ts";

/** Standard normal numbers, whatever the layer's size: as the notebook starts. Too large for wide layers. */
export const normal: Initializer = (weights, _inputs, _units, random) => {
  for (let i = 0; i < weights.length; i++) weights[i] = random.randn();
};
