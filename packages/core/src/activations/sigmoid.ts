import { exp } from "../math/index.ts";
import type { Activation } from "./activation.ts";

/** Logistic function: a = 1 / (1 + e⁻ᶻ), in (0, 1); a′ = a·(1 − a). Computed from e^(−|z|), which cannot overflow. */
export const sigmoid: Activation = {
  forward(a, z) {
    for (let i = 0; i < z.length; i++) {
      const e = exp(-Math.abs(z[i]));
      a[i] = z[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
  },
  backward(dz, da, _z, a) {
    for (let i = 0; i < a.length; i++) dz[i] = da[i] * a[i] * (1 - a[i]);
  },
};
