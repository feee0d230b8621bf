/** Initial parameters of a training: random weights and, if the network has shortcuts, a least-squares fit. */
import { concatRows, type Dataset } from "../data/dataset.ts";
import { fitLinear, type LinearFit } from "../least-squares.ts";
import { initialize, type Network } from "./network.ts";
import { createRandom } from "../random.ts";
import type { Dense } from "./dense.ts";

/** Random stream for the weights of restarts; the initial weights use the bare seed, as the notebook does. */
const RESTART_STREAM = 5;

/**
 * Returns a function that sets all parameters of a network to their initial values; each number of restarts gives
 * different weights. The linear model is fitted to all rows, validation rows included.
 */
export function createParameterInitializer(
  network: Network,
  seed: number,
  { train, validation }: { readonly train: Dataset; readonly validation: Dataset | undefined },
): (restarts: number) => void {
  const shortcuts = network.members.flatMap(({ shortcut }) => shortcut ?? []);
  const linear = shortcuts.length > 0 ? fitLinear(validation ? concatRows(train, validation) : train) : undefined;
  return (restarts) => {
    initialize(network, createRandom(restarts === 0 ? seed : [seed, RESTART_STREAM, restarts]));
    if (linear) for (const shortcut of shortcuts) setShortcut(shortcut, linear);
  };
}

/** A network can have several outputs per target: those after the first `targets` start at 0. */
function setShortcut({ W, b, inputs, units }: Dense, linear: LinearFit): void {
  const targets = linear.b.length;
  W.fill(0);
  b.fill(0);
  for (let p = 0; p < inputs; p++) W.set(linear.W.subarray(p * targets, (p + 1) * targets), p * units);
  b.set(linear.b);
}
