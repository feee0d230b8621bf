import { createRandom, type Random } from "@epochal/core";
import { valueAt, type SearchDomain, type TrialValue } from "../space/search-space.ts";
import type { CreateSampler } from "./sampler.ts";

/** Distinguishes these random numbers from others with the same seed. */
const STREAM = 21;

/**
 * Random search: each setting independently, uniform on its scale. Better than a grid when few of the settings matter: Bergstra and
 * Bengio, JMLR 13 (2012). Each trial has random numbers of its own, so that the settings of a trial do not depend on the
 * number of trials.
 */
export const random: CreateSampler = (space, seed) => ({
  size: Infinity,
  sample(index) {
    const numbers = createRandom([seed, STREAM, index]);
    return Object.fromEntries(Object.entries(space).map(([name, domain]) => [name, draw(domain, numbers)]));
  },
});

function draw(domain: SearchDomain, numbers: Random): TrialValue {
  if (domain.type === "range") return valueAt(domain, numbers.rand());
  return domain.values[numbers.integer(domain.values.length - 1)]!;
}
