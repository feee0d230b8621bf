import { formula, type SampleOptions } from "./formula.ts";
import { sin, type Dataset } from "@epochal/core";

/** One wave with noise: y = sin x for x in [−π, π). */
export function sine(options: SampleOptions = {}): Dataset {
  return formula(sin, { ...options, from: -Math.PI, to: Math.PI });
}
