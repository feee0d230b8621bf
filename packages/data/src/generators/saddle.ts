import type { Dataset } from "@epochal/core";
import type { SampleOptions } from "./formula.ts";
import { samplePlane } from "./plane.ts";

/** A saddle with noise: y = x₁² − x₂² for random points of [−1, 1)². It rises along one input and falls along the other. */
export function saddle({ size = 200, noise = 0.05, seed = 0 }: SampleOptions = {}): Dataset {
  return samplePlane(size, noise, seed, (random) => {
    const x1 = 2 * random.rand() - 1;
    const x2 = 2 * random.rand() - 1;
    return [x1, x2, x1 * x1 - x2 * x2 + noise * random.randn()];
  });
}
