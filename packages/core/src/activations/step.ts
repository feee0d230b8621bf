import type { Activation } from "./activation.ts";

/**
 * Heaviside's step, the activation of Rosenblatt's perceptron: a = 1 if z ≥ 0, else 0.
 * Its derivative is 0 wherever it exists, so gradient descent learns nothing through it; `trainPerceptron` does.
 */
export const step: Activation = {
  forward(a, z) {
    for (let i = 0; i < z.length; i++) a[i] = z[i] >= 0 ? 1 : 0;
  },
  backward(dz) {
    dz.fill(0);
  },
};
