import type { Activation } from "./activation.ts";

/**
 * A sigmoid of three straight lines: a = z/6 + ½ between z = −3 and 3, below that 0, above 1; a′ = 1/6 between, else 0.
 * No exponential; learns nothing where it is flat. Howard et al., Searching for MobileNetV3, ICCV 2019.
 */
export const hardSigmoid: Activation = {
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = Math.max(0, Math.min(1, z[i] / 6 + 0.5));
  },
  backward(dz, da, z) {
    for (let i = 0; i < z.length; i++) dz[i] = z[i] > -3 && z[i] < 3 ? da[i] / 6 : 0;
  },
};
