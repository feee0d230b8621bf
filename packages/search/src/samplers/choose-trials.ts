import type { SearchSpace, TrialSettings } from "../space/search-space.ts";
import { samplers, type SamplerName } from "./index.ts";

/** Which trials to make. */
export interface ChoiceOptions {
  /** Number of trials, the first ones included. Default 30; for a grid, all of its combinations. */
  readonly trials?: number;
  /** How settings are chosen. Default `random`. */
  readonly method?: SamplerName;
  /** Seed of the choices. Default 0. */
  readonly seed?: number;
  /** Settings of the first trials, such as those that are usual. Default: none. */
  readonly first?: readonly TrialSettings[];
}

const DEFAULT_TRIALS = 30;
/** A space is exhausted when this many draws in a row are settings that were drawn before. */
const MAX_REPEATED = 1000;

/**
 * The settings of all trials, no two of which are the same: fewer than `trials` if the space has no more.
 * @throws RangeError when `trials` is not an integer ≥ 1.
 */
export function chooseTrials(space: SearchSpace, options: ChoiceOptions): readonly TrialSettings[] {
  const { method = "random", seed = 0, first = [] } = options;
  const { sample, size } = samplers[method](space, seed);
  const { trials = method === "grid" ? first.length + size : DEFAULT_TRIALS } = options;
  if (!Number.isInteger(trials) || trials < 1)
    throw new RangeError(`searchRuns: expected trials to be an integer ≥ 1, got ${trials}`);
  const chosen = new Map(first.map((settings) => [JSON.stringify(settings), settings]));
  for (let index = 0, repeated = 0; chosen.size < trials && index < size && repeated < MAX_REPEATED; index++) {
    const settings = sample(index)!;
    const before = chosen.size;
    chosen.set(JSON.stringify(settings), settings);
    repeated = chosen.size > before ? 0 : repeated + 1;
  }
  return [...chosen.values()].slice(0, trials);
}
