import { powInt } from "../math/index.ts";
import { from0To1 } from "../spec/range.ts";
import type { Schedule } from "./schedule.ts";

/** Where it remembers what. */
const LOWEST = 0;
/** Epochs from the lowest loss, or the last cut, to now, that epoch counted too: 0 only while nothing has been seen. */
const WAITED = 1;
const REDUCTIONS = 2;

/**
 * Times `factor` whenever the watched loss has not been lower for `patience` epochs, but never below the part `floor`
 * of the learning rate. Krizhevsky, Sutskever and Hinton, NIPS 2012, §5, did so by hand. Give a stop rule more patience
 * than this.
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
