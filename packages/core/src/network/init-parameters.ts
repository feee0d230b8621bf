/** Initial parameters of a training: random weights and, if the network has shortcuts, a least-squares fit. */
import { concatRows } from "../data/dataset.ts";
import { fitLinear, type LinearFit } from "../least-squares.ts";
import { initialize, type Network } from "./network.ts";
import { createRandom, seedsOf } from "../random.ts";
import type { PreparedData } from "../data/prepare-data.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Dense } from "./dense.ts";

/** Random stream for the weights of restarts; the initial weights use the bare seed, as the notebook does. */
const RESTART_STREAM = 5;

/**
 * Returns a function that sets all parameters of a network to their initial values; each number of restarts gives
 * different weights. The linear model is fitted to all rows, validation rows included.
 */
export function createParameterInitializer(
  { network: { shortcut }, seed = 0 }: Pick<TrainingSpec, "network" | "seed">,
  { train, validation }: Pick<PreparedData, "train" | "validation">,
): (network: Network, restarts: number) => void {
  const linear = shortcut ? fitLinear(validation ? concatRows(train, validation) : train) : undefined;
  return (network, restarts) => {
    initialize(network, createRandom(restarts === 0 ? seed : [seed, RESTART_STREAM, ...seedsOf(restarts)]));
    for (const member of network.members) if (linear) setShortcut(member.shortcut!, linear);
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
