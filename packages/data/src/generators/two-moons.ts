import { cos, sin, type Dataset } from "@epochal/core";
import type { SampleOptions } from "./formula.ts";
import { twoClasses } from "./plane.ts";

/** Two half circles that reach into each other, one a class, with noise on both coordinates. No line separates them. */
export function twoMoons({ size = 200, noise = 0.1, seed = 0 }: SampleOptions = {}): Dataset {
  return twoClasses(
    (share, isSecond) => {
      const angle = Math.PI * share;
      return isSecond ? [1 - cos(angle), 0.5 - sin(angle)] : [cos(angle), sin(angle)];
    },
    { size, noise, seed },
  );
}
