import type { Activation } from "./activation.ts";

/**
 * A smooth ReLU: a = ln(1 + eᶻ), always positive; a′ is the logistic function of z, which is 1 − e⁻ᵃ.
 * Computed as max(0, z) + ln(1 + e^(−|z|)), which cannot overflow. Dugas et al., NIPS 2000.
 */
export const softplus: Activation = {
  initializer: "heNormal",
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = Math.max(0, z[i]) + Math.log1p(Math.exp(-Math.abs(z[i])));
  },
  backward(dz, da, _z, a) {
    for (let i = 0; i < a.length; i++) dz[i] = da[i] * -Math.expm1(-a[i]);
  },
};
