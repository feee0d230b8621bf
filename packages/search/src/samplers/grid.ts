import { createRandom } from "@epochal/core";
import { valueAt, type SearchDomain, type TrialSettings, type TrialValue } from "../space/search-space.ts";
import type { CreateSampler } from "./sampler.ts";

/** Distinguishes these random numbers from others with the same seed. */
const STREAM = 22;
const DEFAULT_POINTS = 5;
/** Maximum number of combinations: their order is in memory. */
const MAX_SIZE = 10_000_000;

/**
 * All combinations of all values, in random order, so that the first N of them cover the grid evenly.
 * @throws RangeError when there are more than ten million.
 */
export const grid: CreateSampler = (space, seed) => {
  const count = Object.values(space).reduce((product, domain) => product * valueCount(domain), 1);
  if (count > MAX_SIZE)
    throw new RangeError(`grid: expected at most ${MAX_SIZE} combinations, got ${count}: try fewer values`);
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

function valueCount(domain: SearchDomain): number {
  return domain.type === "choices" ? domain.values.length : (domain.points ?? DEFAULT_POINTS);
}

function gridValues(domain: SearchDomain): readonly TrialValue[] {
  if (domain.type === "choices") return domain.values;
  const points = valueCount(domain);
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
