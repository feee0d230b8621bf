import type { SearchSpace, TrialSettings } from "../space/search-space.ts";

/** Chooses the settings of trials. */
export interface Sampler {
  /**
   * The settings of the trials 0, 1, 2 …, always the same for the same space and seed.
   * @returns undefined beyond the last trial.
   */
  (index: number): TrialSettings | undefined;
}

/** Creates a sampler; its `size` is the number of trials that it has. */
export type CreateSampler = (space: SearchSpace, seed: number) => { readonly sample: Sampler; readonly size: number };
