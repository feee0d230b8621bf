import { createRandom } from "@epochal/core";
import { valueAt, type SearchDomain, type TrialSettings, type TrialValue } from "../space/search-space.ts";
import type { CreateSampler } from "./sampler.ts";

/** Distinguishes these random numbers from others with the same seed. */
const STREAM = 22;
const DEFAULT_POINTS = 5;

/** All combinations of all values, in random order, so that the first N of them cover the grid evenly. */
export const grid: CreateSampler = (space, seed) => {
  const domains = Object.entries(space).map(([name, domain]) => [name, gridValues(domain)] as const);
  const size = domains.reduce((product, [, values]) => product * values.length, 1);
  let order: Uint32Array | undefined;
  return {
    size,
    sample(index) {
      if (index >= size) return undefined;
      order ??= createRandom([seed, STREAM]).permutation(size);
      return combination(domains, order[index]!);
    },
  };
};

function gridValues(domain: SearchDomain): readonly TrialValue[] {
  if (domain.type === "choices") return domain.values;
  const { points = DEFAULT_POINTS } = domain;
  const values = Array.from({ length: points }, (_, i) => valueAt(domain, i / (points - 1)));
  return [...new Set(values)];
}

/** The combination with this number; the last setting changes fastest. */
function combination(domains: readonly (readonly [string, readonly TrialValue[]])[], number: number): TrialSettings {
  let rest = number;
  const chosen = domains.toReversed().map(([name, values]) => {
    const value = values[rest % values.length]!;
    rest = Math.floor(rest / values.length);
    return [name, value] as const;
  });
  return Object.fromEntries(chosen.toReversed());
}
