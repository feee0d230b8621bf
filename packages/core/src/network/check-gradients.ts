/** The most important test of a network: are its gradients the derivatives of its loss? */
import { createObjective } from "../backend/objective.ts";
import type { Dataset } from "../data/dataset.ts";
import type { LossSpec } from "../losses/index.ts";
import type { Network } from "./network.ts";
import type { Penalty } from "../spec/training-spec.ts";

/** Options of the check. */
export interface CheckGradientsOptions {
  /** How far each parameter is moved. Default 1e-6. */
  readonly h?: number;
  /** A penalty on large weights, added to the loss. Default: none. */
  readonly penalty?: Penalty;
}

/**
 * Compares `backward` with central differences (L(θ + h) − L(θ − h)) / 2h for every parameter θ.
 * Afterwards the parameters are unchanged, and `network.gradients` has the analytic gradients.
 *
 * Set biases to nonzero values first: with a zero bias and only dead ReLUs below, z is at its kink, without a derivative.
 *
 * @returns the largest relative error |g − d| / max(0.01, |g|, |d|); below 1e-6 for a correct network away from kinks.
 * @throws RangeError when the loss or one of its settings is unknown.
 */
export function checkGradients(
  network: Network,
  loss: LossSpec,
  batch: Dataset,
  { h = 1e-6, penalty = {} }: CheckGradientsOptions = {},
): number {
  const objective = createObjective(loss, penalty, "checkGradients");
  const { parameters, gradients } = network;
  const computeObjective = () => objective.evaluate(network, batch).objective;

  computeObjective();
  const analytic = gradients.slice();
  let largest = 0;
  for (let i = 0; i < parameters.length; i++) {
    const original = parameters[i];
    parameters[i] = original + h;
    const above = computeObjective();
    parameters[i] = original - h;
    const below = computeObjective();
    parameters[i] = original;
    const difference = (above - below) / (2 * h);
    const scale = Math.max(0.01, Math.abs(analytic[i]), Math.abs(difference));
    largest = Math.max(largest, Math.abs(analytic[i] - difference) / scale);
  }
  gradients.set(analytic);
  return largest;
}
