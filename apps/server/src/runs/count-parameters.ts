/** How large a network will be, before anybody makes it. */
import type { NetworkSpec } from "@epochal/core";

/** Weights and biases of all members; NaN where the spec is none. */
export function countParameters({ inputs, layers, members = 1, shortcut = false }: NetworkSpec): number {
  let [before, count] = [inputs, 0];
  for (const { units } of layers) {
    count += (before + 1) * units;
    before = units;
  }
  return members * (count + (shortcut ? (inputs + 1) * before : 0));
}
