/** The test of all tests for a network: are its gradients the derivatives of its loss? */
import { choose } from "./choice.ts";
import { losses, type Loss, type LossName } from "./losses/index.ts";
import { backward, forward, type Network } from "./network.ts";
import type { Dataset } from "./dataset.ts";

/**
 * Compares `backward` with central differences (L(θ + h) − L(θ − h)) / 2h for every parameter θ.
 * Leaves the parameters as they were, and the analytic gradients in `network.gradients`.
 *
 * Move biases off zero first: a zero bias under a dead ReLU puts z exactly on its kink, where no derivative exists.
 *
 * @param options.h how far each parameter is moved. Default 1e-6.
 * @returns the largest relative error |g − d| / max(0.01, |g|, |d|); below 1e-6 for a correct network away from kinks.
 */
export function checkGradients(
  network: Network,
  loss: LossName,
  batch: Dataset,
  { h = 1e-6 }: { h?: number } = {},
): number {
  const chosen: Loss = choose(losses, loss, "checkGradients", "loss");
  const { parameters, gradients } = network;
  const lossNow = () => chosen.descends * chosen.value(forward(network, batch.x, batch.rows), batch.y);

  lossNow();
  backward(network, batch.x, batch.rows, (da, outputs) => chosen.gradient(da, outputs, batch.y));
  let largest = 0;
  for (let i = 0; i < parameters.length; i++) {
    const kept = parameters[i];
    parameters[i] = kept + h;
    const above = lossNow();
    parameters[i] = kept - h;
    const below = lossNow();
    parameters[i] = kept;
    const difference = (above - below) / (2 * h);
    const scale = Math.max(0.01, Math.abs(gradients[i]), Math.abs(difference));
    largest = Math.max(largest, Math.abs(gradients[i] - difference) / scale);
  }
  return largest;
}
