import { exp } from "../math/index.ts";
import type { Activation } from "./activation.ts";

/**
 * Sigmoid linear unit, also called swish: a = z · σ(z) with σ(z) = 1 / (1 + e⁻ᶻ), a smooth ReLU that dips below
 * 0; a′ = σ + a·(1 − σ). Elfwing, Uchibe and Doya, Neural Networks 107 (2018).
 */
export const silu: Activation = {
  initializer: "heNormal",
  forward(a, z) {
    // If e⁻ᶻ overflows to Infinity the quotient is 0, as it should be.
    for (let i = 0; i < z.length; i++) a[i] = z[i] / (1 + exp(-z[i]));
  },
  /** σ = a / z: the output is reused, no second exponential. */
  backward(dz, da, z, a) {
    for (let i = 0; i < z.length; i++) {
      const sigmoid = z[i] === 0 ? 0.5 : a[i] / z[i];
      dz[i] = da[i] * (sigmoid + a[i] * (1 - sigmoid));
    }
  },
};
