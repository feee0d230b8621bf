import { powInt } from "../math/index.ts";
import { from0To1 } from "../spec/range.ts";
import type { Schedule } from "./schedule.ts";

/** Indices into the state. */
const LOWEST = 0;
/** Epochs since the lowest loss or the last reduction, counting that epoch: 0 only before the first epoch. */
const WAITED = 1;
const REDUCTIONS = 2;

/**
 * Multiplies the learning rate by `factor` whenever the monitored loss has not reached a new minimum for `patience`
 * epochs, down to the fraction `floor`. Krizhevsky, Sutskever and Hinton, NIPS 2012, §5, did so by hand. A stopping rule
 * needs more patience than this.
 */
export const plateau: Schedule<{ factor: number; patience: number; floor: number }> = {
  defaults: { factor: 0.5, patience: 10, floor: 0.001 },
  ranges: { factor: from0To1 },
  slots: 3,
  factor: (_position, { factor, floor }, state) => Math.max(floor, powInt(factor, state[REDUCTIONS])),
  observe(state, loss, { patience }) {
    const isFirst = state[WAITED] === 0;
    if (isFirst || loss < state[LOWEST]) {
      state[LOWEST] = loss;
      state[WAITED] = 1;
      return;
    }
    state[WAITED] += 1;
    if (state[WAITED] > patience) {
      state[REDUCTIONS] += 1;
      state[WAITED] = 1;
    }
  },
};
