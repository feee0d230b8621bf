import type { TrainingSpec } from "@epochal/core";
import { settingsOf } from "./hyperparameters.ts";
import type { SearchSpace } from "./search-space.ts";

/**
 * A space that suits most tables: about a factor of ten below and above the usual step size, small and larger networks, and weights that shrink
 * up to a hundred times as fast as usual. Settings that the spec does not have are left out; so is dropout, since it is many times
 * slower.
 *
 * @param without names of settings that are not searched. Default: none.
 */
export function defaultSpace(spec: TrainingSpec, without: readonly string[] = []): SearchSpace {
  const space: SearchSpace = {
    learningRate: { type: "range", min: 5e-4, max: 2e-2, scale: "log" },
    hidden: { type: "choices", values: [[16], [32], [64], [32, 32], [64, 64]] },
    activation: { type: "choices", values: ["relu", "tanh", "gelu"] },
    weightDecay: { type: "range", min: 1e-3, max: 1, scale: "log" },
    batchSize: { type: "choices", values: [16, 32, 64] },
  };
  const searched = Object.keys(settingsOf(spec, Object.keys(space))).filter((name) => !without.includes(name));
  return Object.fromEntries(searched.map((name) => [name, space[name]!]));
}
