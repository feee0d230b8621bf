/** Adam's bias corrections: 1 − βᵗ for each update of a call. */
import { powInt, type Settings } from "@epochal/core";

/**
 * Returns a function that writes 1 − βᵗ for t = done + 1 … done + count into `column`. Once that rounds to 1 it stays 1, so no
 * more powers are computed: one costs as much as an update of a small network.
 *
 * @param name of the setting that holds β.
 */
export function createCorrections(
  name: string,
  column: Float64Array,
): (settings: Settings, done: number, count: number) => void {
  let beta = NaN;
  let oneFrom = Infinity;
  return (settings, done, count) => {
    if (settings[name] !== beta) {
      beta = settings[name];
      oneFrom = Infinity;
    }
    for (let i = 0; i < count; i++) {
      const step = done + i + 1;
      column[i] = step >= oneFrom ? 1 : 1 - powInt(beta, step);
      if (column[i] === 1) oneFrom = Math.min(oneFrom, step);
    }
  };
}
