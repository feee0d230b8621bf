import type { Activation } from "./activation.ts";

/**
 * Rectified linear unit: a = max(0, z); a′ = 1 if z > 0, else 0 (0 at the kink, as in the notebook and most libraries).
 * Nair and Hinton, ICML 2010.
 */
export const relu: Activation = {
  initializer: "heNormal",
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = z[i] > 0 ? z[i] : 0;
  },
  backward(dz, da, z) {
    for (let i = 0; i < z.length; i++) dz[i] = z[i] > 0 ? da[i] : 0;
  },
};
