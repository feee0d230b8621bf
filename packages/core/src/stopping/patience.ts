import { atLeast1 } from "../spec/range.ts";
import type { StoppingRule } from "./stopping-rule.ts";

/** Stops when the monitored loss has not reached a new minimum for `epochs` epochs. Prechelt, Early Stopping – But When?, 1998. */
export const patience: StoppingRule<{ epochs: number }> = {
  defaults: { epochs: 100 },
  ranges: { epochs: atLeast1 },
  isReached: ({ epoch, bestEpoch }, { epochs }) => epoch - bestEpoch >= epochs,
};
