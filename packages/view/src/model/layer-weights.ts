/** The weights of the network, layer by layer. */
import type { RunState } from "../run-state/run-state.ts";
import { currentModel, silentUnits } from "./current-model.ts";

export interface LayerWeights {
  readonly inputs: number;
  readonly units: number;
  readonly activation: string | undefined;
  /** ReLU units that are 0 for every training row of the sample; 0 for other activations. */
  readonly deadUnits: number;
  /** Which units are dead. */
  readonly isDead: readonly boolean[];
  /** inputs × units, row by row. */
  readonly weights: ArrayLike<number>;
  readonly biases: ArrayLike<number>;
}

/** For an ensemble, those of its first member; empty before the first snapshot. */
export function layerWeights(state: RunState): LayerWeights[] {
  const { network } = currentModel(state)?.model ?? {};
  const silent = silentUnits(state);
  return (network?.members[0]?.layers ?? []).map(({ inputs, units, W, b }, i) => {
    const activation = network?.spec.layers[i]?.activation;
    const isDead = Array.from({ length: units }, (_, j) => activation === "relu" && silent?.[i]?.[j] === true);
    return { inputs, units, activation, deadUnits: isDead.filter(Boolean).length, isDead, weights: W, biases: b };
  });
}

/** Each weight if there are at most `most` or only one unit, else for each unit the length of the vector of its weights. */
export function weightsOrNorms({ inputs, units, weights }: LayerWeights, most: number): number[] {
  if (inputs * units <= most || units === 1) return Array.from(weights);
  return Array.from({ length: units }, (_, j) =>
    Math.hypot(...Array.from({ length: inputs }, (__, p) => weights[p * units + j] ?? 0)),
  );
}
