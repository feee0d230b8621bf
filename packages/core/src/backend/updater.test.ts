import { expect, test } from "vitest";
import { dense } from "../network/dense.ts";
import { createNetwork } from "../network/network.ts";
import { createUpdater } from "./updater.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

const position = { step: 0, steps: 10, epoch: 0, epochs: 10 };
const network: TrainingSpec["network"] = { inputs: 1, layers: [dense(1)] };
const noSearch = () => Number.NaN;

/** One update of the weight 1 and the bias 1 by the gradients 3 and −4, of norm 5, with a learning rate of 1. */
function updated(changed: Partial<TrainingSpec>): number[] {
  const spec: TrainingSpec = {
    network,
    loss: "meanSquaredError",
    optimizer: { type: "gradientDescent", learningRate: 1 },
    epochs: 10,
    ...changed,
  };
  const net = createNetwork(network);
  net.parameters.set([1, 1]);
  net.gradients.set([3, -4]);
  createUpdater(spec, net).update(position, noSearch);
  return Array.from(net.parameters);
}

test("gradients beyond ±value are clipped to it", () => {
  expect(updated({ clipping: { value: 3.5 } })).toEqual([1 - 3, 1 + 3.5]);
});

test("gradients with a larger norm keep their direction and are rescaled to it", () => {
  expect(updated({ clipping: { norm: 1 } })).toEqual([1 - 3 * 0.2, 1 + 4 * 0.2]);
  expect(updated({ clipping: { norm: 5 } })).toEqual(updated({}));
});

test("each gradient is clipped first, then all are rescaled", () => {
  const [weight, bias] = updated({ clipping: { value: 3, norm: Math.hypot(3, 3) / 2 } });
  expect(weight).toBeCloseTo(1 - 1.5, 14);
  expect(bias).toBeCloseTo(1 + 1.5, 14);
});
