import type { Activation } from "./activation.ts";

/**
 * A piecewise linear sigmoid: a = z/6 + ½ between z = −3 and 3, 0 below and 1 above; a′ = 1/6 between, else 0.
 * Needs no exponential; no gradient passes its flat parts. Howard et al., Searching for MobileNetV3, ICCV 2019.
 */
export const hardSigmoid: Activation = {
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = Math.max(0, Math.min(1, z[i] / 6 + 0.5));
  },
  backward(dz, da, z) {
    for (let i = 0; i < z.length; i++) dz[i] = z[i] > -3 && z[i] < 3 ? da[i] / 6 : 0;
  },
};
