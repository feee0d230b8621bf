/** How large a network will be, and what it holds while it learns, before anybody makes it. */
import type { NetworkSpec, TrainingSpec } from "@epochal/core";

/** Weights and biases of all members; NaN where the spec is none. */
export function countParameters({ inputs, layers, members = 1, shortcut = false }: NetworkSpec): number {
  let [before, count] = [inputs, 0];
  for (const { units } of layers) {
    count += (before + 1) * units;
    before = units;
  }
  return members * (count + (shortcut ? (inputs + 1) * before : 0));
}

/** Units of all members, each as often as a batch of `rows` rows at most has any; NaN where the spec is none. */
export function countActivations({ network, batchSize }: TrainingSpec, rows: number): number {
  const { layers, members = 1, shortcut = false } = network;
  const units = layers.reduce((sum, layer) => sum + layer.units, shortcut ? (layers.at(-1)?.units ?? NaN) : 0);
  return members * units * Math.min(batchSize ?? Infinity, rows);
}
