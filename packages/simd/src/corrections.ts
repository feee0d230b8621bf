/** What Adam divides by: 1 − βᵗ for each update to come. */
import { powInt, type Settings } from "@epochal/core";

/**
 * A function that writes 1 − βᵗ for t = done + 1 … done + count into `column`. From the first t on for which it is 1 it stays so,
 * which is remembered, since a power costs as much as the update of a small network.
 *
 * @param name of the setting that is β.
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
