import { tanh as tanhOf } from "../math/index.ts";
import type { Activation } from "./activation.ts";

/** Hyperbolic tangent: squashes to (−1, 1), zero-centred; a′ = 1 − a². LeCun et al., Efficient BackProp, 1998, §4.4. */
export const tanh: Activation = {
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = tanhOf(z[i]);
  },
  /** dz = da ⊙ (1 − a²): the output is reused, no second tanh. */
  backward(dz, da, _z, a) {
    for (let i = 0; i < a.length; i++) dz[i] = da[i] * (1 - a[i] * a[i]);
  },
};
