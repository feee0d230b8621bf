import { atLeast1 } from "../spec/range.ts";
import type { StoppingRule } from "./stopping-rule.ts";

/**
 * Stops at the end of the epoch that contains update number `steps`. An epoch is few updates on a small table and many on
 * a large one; this rule bounds the work for any number of rows.
 */
export const updates: StoppingRule<{ steps: number }> = {
  defaults: { steps: 10_000 },
  ranges: { steps: atLeast1 },
  isReached: ({ step }, { steps }) => step >= steps,
};
