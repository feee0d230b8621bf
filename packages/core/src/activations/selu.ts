import { expm1 } from "../math/index.ts";
import type { Activation } from "./activation.ts";

/** With this pair mean 0 and variance 1 are a fixed point from layer to layer: equation 14 of the paper. */
const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

/**
 * Scaled exponential linear unit: a = λ·z if z > 0, else λ·α·(eᶻ − 1); deep stacks of it keep their outputs at mean 0
 * and variance 1, if inputs are standardized and weights start as `lecunNormal`. Klambauer,
 * Unterthiner, Mayr and Hochreiter, NIPS 2017.
 */
export const selu: Activation = {
  initializer: "lecunNormal",
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = z[i] > 0 ? SCALE * z[i] : SCALE * ALPHA * expm1(z[i]);
  },
  /** a′ = λ or λ·α·eᶻ, which is a + λ·α. */
  backward(dz, da, z, a) {
    for (let i = 0; i < z.length; i++) dz[i] = da[i] * (z[i] > 0 ? SCALE : a[i] + SCALE * ALPHA);
  },
};
