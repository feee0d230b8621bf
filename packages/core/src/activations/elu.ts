import { expm1 } from "../math/index.ts";
import type { Activation } from "./activation.ts";

/**
 * Exponential linear unit: a = z if z > 0, else eᶻ − 1, which tends to −1; a′ = 1 or eᶻ, continuous at 0.
 * Clevert, Unterthiner and Hochreiter, ICLR 2016, with α = 1.
 */
export const elu: Activation = {
  initializer: "heNormal",
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = z[i] > 0 ? z[i] : expm1(z[i]);
  },
  /** If z ≤ 0, dz = da ⊙ (a + 1): the output is reused, no second exponential. */
  backward(dz, da, z, a) {
    for (let i = 0; i < z.length; i++) dz[i] = z[i] > 0 ? da[i] : da[i] * (a[i] + 1);
  },
};
