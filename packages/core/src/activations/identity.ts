import type { Activation } from "./activation.ts";

/** a = z, for the output of a regression; a′ = 1. */
export const identity: Activation = {
  forward(a, z) {
    a.set(z);
  },
  backward(dz, da) {
    dz.set(da);
  },
};
