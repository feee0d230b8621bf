import { atLeast1 } from "../spec/range.ts";
import type { StoppingRule } from "./stopping-rule.ts";

/**
 * Stops at the end of the epoch in which update number `steps` was done. An epoch of a small table is few updates, one
 * of a large table many: this bounds the work whatever the rows.
 */
export const updates: StoppingRule<{ steps: number }> = {
  defaults: { steps: 10_000 },
  ranges: { steps: atLeast1 },
  isReached: ({ step }, { steps }) => step >= steps,
};
