import { anyNumber } from "../spec/range.ts";
import type { StoppingRule } from "./stopping-rule.ts";

/** Stops when the monitored loss is at most `loss`. */
export const target: StoppingRule<{ loss: number }> = {
  defaults: { loss: 0 },
  ranges: { loss: anyNumber },
  isReached: ({ loss }, settings) => loss <= settings.loss,
};
