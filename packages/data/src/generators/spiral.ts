import { cos, sin, type Dataset } from "@epochal/core";
import type { SampleOptions } from "./formula.ts";
import { twoClasses } from "./plane.ts";

const TURNS = 1.25;

/**
 * Two spirals around each other, one a class, with noise on both coordinates, in about [−1, 1]². A network needs two layers and
 * patience. Lang and Witbrock, Learning to Tell Two Spirals Apart (1988).
 */
export function spiral({ size = 200, noise = 0.02, seed = 0 }: SampleOptions = {}): Dataset {
  return twoClasses(
    (share, isSecond) => {
      const radius = 0.1 + 0.9 * share;
      const angle = 2 * Math.PI * TURNS * share + (isSecond ? Math.PI : 0);
      return [radius * cos(angle), radius * sin(angle)];
    },
    { size, noise, seed },
  );
}
