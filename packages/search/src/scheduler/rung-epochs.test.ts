import { expect, test } from "vitest";
import { rungEpochs } from "./rung-epochs.ts";

test("each rung has the reduction factor times the epochs of the one before, the last one all", () => {
  expect(rungEpochs({ epochs: 200 })).toEqual([23, 69, 200]);
  expect(rungEpochs({ epochs: 81, minEpochs: 1 })).toEqual([1, 3, 9, 27, 81]);
  expect(rungEpochs({ epochs: 100, minEpochs: 25, reductionFactor: 4 })).toEqual([25, 100]);
  expect(rungEpochs({ epochs: 1 })).toEqual([1]);
  expect(rungEpochs({ epochs: 50, minEpochs: 50 })).toEqual([50]);
});

test.each([
  [{ epochs: 0 }, "expected epochs to be an integer ≥ 1, got 0"],
  [{ epochs: 9, reductionFactor: 1 }, "expected reductionFactor to be a number ≥ 2, got 1"],
  [{ epochs: 9, minEpochs: 10 }, "expected minEpochs to be an integer from 1 to 9, got 10"],
])("%o is rejected", (options, message) => {
  expect(() => rungEpochs(options)).toThrow(message);
});
