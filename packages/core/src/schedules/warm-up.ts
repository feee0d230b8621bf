import type { Schedule } from "./schedule.ts";

/**
 * Rises linearly over the first `steps` updates to the whole learning rate, and then stays there: steps are small while
 * an optimizer such as Adam has little information about the gradients. Goyal et al., 2017, §2.2.
 */
export const warmUp: Schedule<{ steps: number }> = {
  defaults: { steps: 100 },
  factor: ({ step }, { steps }) => Math.min(1, (step + 1) / steps),
};
