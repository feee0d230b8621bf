import { powInt } from "../math/index.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Times `factor` after each epoch: by default 1 % less, so that after 230 epochs a tenth is left. The longer a
 * training, the nearer to 1 it should be. Szegedy et al., CVPR 2016, §8.
 */
export const exponential: Schedule<{ factor: number }> = {
  defaults: { factor: 0.99 },
  factor: ({ epoch }, { factor }) => powInt(factor, epoch),
};
