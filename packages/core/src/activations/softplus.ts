import { exp, expm1, log1p } from "../math/index.ts";
import type { Activation } from "./activation.ts";

/**
 * A smooth ReLU: a = ln(1 + eᶻ), always positive; a′ is the logistic function of z, which equals 1 − e⁻ᵃ.
 * Computed as max(0, z) + ln(1 + e^(−|z|)), which cannot overflow. Dugas et al., NIPS 2000.
 */
export const softplus: Activation = {
  initializer: "heNormal",
  forward(a, z) {
    // Two short loops let the processor work on several numbers at a time.
    for (let i = 0; i < z.length; i++) a[i] = exp(-Math.abs(z[i]));
    for (let i = 0; i < z.length; i++) a[i] = Math.max(0, z[i]) + log1p(a[i]);
  },
  backward(dz, da, _z, a) {
    for (let i = 0; i < a.length; i++) dz[i] = da[i] * -expm1(-a[i]);
  },
};
