/** The weights of the network, layer by layer. */
import type { RunState } from "../run-state/run-state.ts";
import { currentModel, deadUnitCounts } from "./current-model.ts";

export interface LayerWeights {
  readonly inputs: number;
  readonly units: number;
  readonly activation: string | undefined;
  /** ReLU units that are 0 for every training row of the sample; 0 for other activations. */
  readonly deadUnits: number;
  /** inputs × units, row by row. */
  readonly weights: ArrayLike<number>;
}

/** For an ensemble, those of its first member; empty before the first snapshot. */
export function layerWeights(state: RunState): LayerWeights[] {
  const { network } = currentModel(state)?.model ?? {};
  const dead = deadUnitCounts(state);
  return (network?.members[0]?.layers ?? []).map(({ inputs, units, W }, i) => {
    const activation = network?.spec.layers[i]?.activation;
    return { inputs, units, activation, deadUnits: activation === "relu" ? (dead?.[i] ?? 0) : 0, weights: W };
  });
}

/** Each weight if there are at most `most` or only one unit, else for each unit the length of the vector of its weights. */
export function weightsOrNorms({ inputs, units, weights }: LayerWeights, most: number): number[] {
  if (inputs * units <= most || units === 1) return Array.from(weights);
  return Array.from({ length: units }, (_, j) =>
    Math.hypot(...Array.from({ length: inputs }, (__, p) => weights[p * units + j] ?? 0)),
  );
}
