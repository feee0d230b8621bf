import { cos } from "../math/index.ts";
import type { Schedule } from "./schedule.ts";
import { from0To1 } from "../spec/range.ts";

/**
 * Half a cosine wave over the whole training: slow, then faster, then slow again down to the fraction `floor` of the
 * learning rate: floor + (1 − floor) · ½·(1 + cos(π·t)), t from 0 to 1. Loshchilov and Hutter, SGDR, ICLR 2017, eq. 5,
 * without restarts.
 */
export const cosine: Schedule<{ floor: number }> = {
  defaults: { floor: 0 },
  factor: ({ step, steps }, { floor }) => cosineDecay(step / steps, floor),
};

/** From 1 at `t` = 0 to `floor` at `t` = 1 along a cosine. */
function cosineDecay(t: number, floor: number): number {
  return floor + (1 - floor) * 0.5 * (1 + cos(Math.PI * t));
}

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
