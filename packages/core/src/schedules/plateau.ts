import { powInt } from "../math/index.ts";
import { from0To1 } from "../spec/range.ts";
import type { Schedule } from "./schedule.ts";

/** Where it remembers what. */
const LOWEST = 0;
/** Epochs from the lowest loss, or the last cut, to now, that epoch counted too: 0 only while nothing has been seen. */
const WAITED = 1;
const CUTS = 2;

/**
 * Times `factor` whenever the watched loss has not been lower for `patience` epochs, but never below the part `floor`
 * of the learning rate. Krizhevsky, Sutskever and Hinton, NIPS 2012, §5, did so by hand. Give a stop rule more patience
 * than this.
 */
export const plateau: Schedule<{ factor: number; patience: number; floor: number }> = {
  defaults: { factor: 0.5, patience: 10, floor: 0.001 },
  ranges: { factor: from0To1 },
  slots: 3,
  factor: (_position, { factor, floor }, memory) => Math.max(floor, powInt(factor, memory[CUTS])),
  observe(memory, loss, { patience }) {
    const isFirst = memory[WAITED] === 0;
    if (isFirst || loss < memory[LOWEST]) {
      memory[LOWEST] = loss;
      memory[WAITED] = 1;
      return;
    }
    memory[WAITED] += 1;
    if (memory[WAITED] > patience) {
      memory[CUTS] += 1;
      memory[WAITED] = 1;
    }
  },
};
