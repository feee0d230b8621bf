/** How the parameters of a training start: drawn by chance, and beside them, where the network has such, the straight line. */
import { concatRows, type Dataset } from "../data/dataset.ts";
import { fitLinear, type LinearFit } from "../least-squares.ts";
import { initialize, type Network } from "./network.ts";
import { createRandom } from "../random.ts";
import type { Dense } from "./dense.ts";

/** Stream of chance for the weights of a training that begins again; the first draw from the bare seed, as the notebook does. */
const RESTART_STREAM = 5;

/**
 * What sets all parameters of a network to where a training begins.
 *
 * @param data the line of least squares goes through all its rows.
 * @returns a function of how often the training has begun before: each time the weights are others.
 */
export function createParameterInitializer(
  network: Network,
  seed: number,
  { train, validation }: { readonly train: Dataset; readonly validation: Dataset | undefined },
): (restarts: number) => void {
  const shortcuts = network.members.flatMap(({ shortcut }) => shortcut ?? []);
  const line = shortcuts.length > 0 ? fitLinear(validation ? concatRows(train, validation) : train) : undefined;
  return (restarts) => {
    initialize(network, createRandom(restarts === 0 ? seed : [seed, RESTART_STREAM, restarts]));
    if (line) for (const shortcut of shortcuts) setShortcut(shortcut, line);
  };
}

/** A network may say more of each target than one number: these others, behind the targets, begin as 0. */
function setShortcut({ W, b, inputs, units }: Dense, line: LinearFit): void {
  const targets = line.b.length;
  W.fill(0);
  b.fill(0);
  for (let p = 0; p < inputs; p++) W.set(line.W.subarray(p * targets, (p + 1) * targets), p * units);
  b.set(line.b);
}
