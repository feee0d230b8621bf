import { cos } from "../math/index.ts";
import type { Schedule } from "./schedule.ts";

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
export function cosineDecay(t: number, floor: number): number {
  return floor + (1 - floor) * 0.5 * (1 + cos(Math.PI * t));
}
