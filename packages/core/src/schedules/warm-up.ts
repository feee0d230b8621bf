import type { Schedule } from "./schedule.ts";

/**
 * Rises in a straight line over the first `steps` updates, the last of which has the whole learning rate, and then
 * stays: while an optimizer such as Adam knows little of the gradients, its steps are small. Goyal et al., 2017, §2.2.
 */
export const warmUp: Schedule<{ steps: number }> = {
  defaults: { steps: 100 },
  factor: ({ step }, { steps }) => Math.min(1, (step + 1) / steps),
};
