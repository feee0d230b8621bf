import { from0To1 } from "../spec/range.ts";
import { cosineDecay } from "./cosine.ts";
import type { Schedule } from "./schedule.ts";

/**
 * Up and down once: linearly from the fraction `start` of the learning rate to all of it, over the fraction `rise` of
 * the training, then along a cosine down to the fraction `floor`. The peak may be several times a good constant learning
 * rate. Smith, A Disciplined Approach to Neural Network Hyper-Parameters, 2018; the cosine, `start` and `rise`
 * are fastai's.
 */
export const oneCycle: Schedule<{ start: number; rise: number; floor: number }> = {
  defaults: { start: 0.04, rise: 0.25, floor: 0 },
  ranges: { rise: from0To1 },
  factor({ step, steps }, { start, rise, floor }) {
    const t = step / steps;
    return t < rise ? start + (1 - start) * (t / rise) : cosineDecay((t - rise) / (1 - rise), floor);
  },
};
