import type { Activation } from "./activation.ts";

const SLOPE = 0.01;

/** Leaky rectified linear unit: a = z if z > 0, else 0.01·z; a unit can never die. Maas, Hannun and Ng, ICML 2013. */
export const leakyRelu: Activation = {
  initializer: "heNormal",
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = z[i] > 0 ? z[i] : SLOPE * z[i];
  },
  backward(dz, da, z) {
    for (let i = 0; i < z.length; i++) dz[i] = z[i] > 0 ? da[i] : SLOPE * da[i];
  },
};
