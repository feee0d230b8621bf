/** The test of all tests for a network: are its gradients the derivatives of its loss? */
import { createObjective } from "../backend/objective.ts";
import type { Dataset } from "../data/dataset.ts";
import type { LossSpec } from "../losses/index.ts";
import type { Network } from "./network.ts";
import type { Penalty } from "../spec/training-spec.ts";

/** What of the check may be chosen. */
export interface CheckGradientsOptions {
  /** How far each parameter is moved. Default 1e-6. */
  readonly h?: number;
  /** A penalty that is descended besides the loss. Default none. */
  readonly penalty?: Penalty;
}

/**
 * Compares `backward` with central differences (L(θ + h) − L(θ − h)) / 2h for every parameter θ.
 * Leaves the parameters as they were, and the analytic gradients in `network.gradients`.
 *
 * Move biases off zero first: a zero bias under a dead ReLU puts z exactly on its kink, where no derivative exists.
 *
 * @returns the largest relative error |g − d| / max(0.01, |g|, |d|); below 1e-6 for a correct network away from kinks.
 * @throws RangeError when the loss or a setting of it is unknown.
 */
export function checkGradients(
  network: Network,
  loss: LossSpec,
  batch: Dataset,
  { h = 1e-6, penalty = {} }: CheckGradientsOptions = {},
): number {
  const objective = createObjective(loss, penalty, "checkGradients");
  const { parameters, gradients } = network;
  const descendedNow = () => objective.evaluate(network, batch).objective;

  descendedNow();
  const analytic = gradients.slice();
  let largest = 0;
  for (let i = 0; i < parameters.length; i++) {
    const kept = parameters[i];
    parameters[i] = kept + h;
    const above = descendedNow();
    parameters[i] = kept - h;
    const below = descendedNow();
    parameters[i] = kept;
    const difference = (above - below) / (2 * h);
    const scale = Math.max(0.01, Math.abs(analytic[i]), Math.abs(difference));
    largest = Math.max(largest, Math.abs(analytic[i] - difference) / scale);
  }
  gradients.set(analytic);
  return largest;
}
