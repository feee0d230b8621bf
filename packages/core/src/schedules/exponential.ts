import { powInt } from "../math/index.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Multiplies the learning rate by `factor` after each epoch: by default 1 % less, so that a tenth remains after 230
 * epochs. The longer a training, the nearer to 1 the factor should be. Szegedy et al., CVPR 2016, §8.
 */
export const exponential: Schedule<{ factor: number }> = {
  defaults: { factor: 0.99 },
  factor: ({ epoch }, { factor }) => powInt(factor, epoch),
};
