/** Initial parameters of a training: random weights and, if the network has shortcuts, a linear model. */
import { memberWeights } from "../backend/batches.ts";
import { scaledWidth, type Knots } from "../data/scaler.ts";
import { fitRidge, type LinearFit } from "../ridge.ts";
import { initialize, type Network } from "./network.ts";
import { createRandom, seedsOf } from "../random.ts";
import type { Dataset } from "../data/dataset.ts";
import type { PreparedData } from "../data/prepare-data.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Dense } from "./dense.ts";

/** Random stream for the weights of restarts; the initial weights use the bare seed, as the notebook does. */
const RESTART_STREAM = 5;

/**
 * Returns a function that sets all parameters of a network to their initial values; each number of restarts gives
 * different weights. The linear model of a member is fitted to the rows that it learns from, never to those that judge it.
 */
export function createParameterInitializer(
  { network: { shortcut, members = 1 }, seed = 0 }: Pick<TrainingSpec, "network" | "seed">,
  {
    train,
    folds,
    secondFolds,
    scalers,
  }: Pick<PreparedData, "folds" | "secondFolds" | "scalers"> & { readonly train: Dataset },
): (network: Network, restarts: number) => void {
  const { rows, weights } = train;
  const weightsOf = (member: number) => memberWeights({ rows, weights, folds, secondFolds }, member);
  const fit = (member: number) => fitLine(train, scalers.inputs.knots, weightsOf(member));
  const fits = shortcut ? Array.from({ length: folds ? members : 1 }, (_, m) => fit(m)) : [];
  return (network, restarts) => {
    initialize(network, createRandom(restarts === 0 ? seed : [seed, RESTART_STREAM, ...seedsOf(restarts)]));
    network.members.forEach((member, m) => {
      if (member.shortcut) setShortcut(member.shortcut, fits[folds ? m : 0]);
    });
  };
}

/** A linear model of all inputs or, if its GCV error is lower, of the numbers without their piecewise-linear parts. */
function fitLine(train: Dataset, knots: Knots | undefined, weights: Float64Array | undefined): LinearFit {
  const line = fitRidge(train, weights);
  if (!knots) return line;
  const { rows, inputs, outputs } = train;
  const numbers = knots.map((_, k) => scaledWidth(k, knots.slice(0, k)));
  const x = Float64Array.from({ length: rows * numbers.length }, (_, i) => {
    const row = Math.floor(i / numbers.length);
    return train.x[row * inputs + numbers[i % numbers.length]];
  });
  const straight = fitRidge({ ...train, inputs: numbers.length, x }, weights);
  if (!(straight.error < line.error)) return line;
  const W = new Float64Array(inputs * outputs);
  numbers.forEach((p, k) => W.set(straight.W.subarray(k * outputs, (k + 1) * outputs), p * outputs));
  return { ...straight, W };
}

/** A network can have several outputs per target: those after the first `targets` start at 0. */
function setShortcut({ W, b, inputs, units }: Dense, linear: LinearFit): void {
  const targets = linear.b.length;
  W.fill(0);
  b.fill(0);
  for (let p = 0; p < inputs; p++) W.set(linear.W.subarray(p * targets, (p + 1) * targets), p * units);
  b.set(linear.b);
}
