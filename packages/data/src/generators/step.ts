import { formula, type SampleOptions } from "./formula.ts";
import type { Dataset } from "@epochal/core";

/** A jump with noise: y = 0 for x < 0 and 1 for x ≥ 0, with x in [−1, 1). Smooth networks can only approximate it. */
export function step(options: SampleOptions = {}): Dataset {
  return formula((x) => (x < 0 ? 0 : 1), { ...options, from: -1, to: 1 });
}
