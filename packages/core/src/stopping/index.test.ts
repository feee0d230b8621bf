import { expect, test } from "vitest";
import { stoppingRules } from "./index.ts";

const { patience, target, updates } = stoppingRules;

test("patience ends a training after N epochs without a lower loss", () => {
  const after = (epoch: number) => patience.isReached({ epoch, step: epoch, loss: 1, bestEpoch: 10 }, { epochs: 5 });
  expect([10, 11, 14, 15, 16].map(after)).toEqual([false, false, false, true, true]);
});

test("target ends a training at its loss or below", () => {
  const at = (loss: number) => target.isReached({ epoch: 1, step: 1, loss, bestEpoch: 1 }, { loss: 0.5 });
  expect([0.51, 0.5, 0.1].map(at)).toEqual([false, true, true]);
});

test("updates ends a training after N updates", () => {
  const after = (step: number) => updates.isReached({ epoch: 1, step, loss: 1, bestEpoch: 1 }, { steps: 100 });
  expect([1, 99, 100, 117].map(after)).toEqual([false, false, true, true]);
});
