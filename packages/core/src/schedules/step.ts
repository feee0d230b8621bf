import { powInt } from "../math/index.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Multiplies the learning rate by `factor` after every `epochs` epochs (at least 1). Szegedy et al., CVPR 2015, §6, took
 * 4 % off every 8 epochs; the default halves it every 100.
 */
export const step: Schedule<{ epochs: number; factor: number }> = {
  defaults: { epochs: 100, factor: 0.5 },
  factor: ({ epoch }, { epochs, factor }) => powInt(factor, Math.floor(epoch / Math.max(1, epochs))),
};
