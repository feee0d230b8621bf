import { expect, test } from "vitest";
import { chooseLoss } from "./choose-loss.ts";

test("numbers get the squared error, two classes and more of them their cross-entropy", () => {
  expect(chooseLoss(2, false)).toEqual({ loss: "meanSquaredError", outputs: 2 });
  expect(chooseLoss(1, true)).toEqual({ loss: "binaryCrossEntropy", outputs: 1 });
  expect(chooseLoss(3, true)).toEqual({ loss: "softmaxCrossEntropy", outputs: 3 });
});

test("a loss that predicts a variance as well needs two outputs per target", () => {
  expect(chooseLoss(2, false, "gaussianNll")).toEqual({ loss: "gaussianNll", outputs: 4 });
  expect(chooseLoss(1, false, { type: "huber", delta: 2 }).outputs).toBe(1);
});

test("a loss that does not fit the targets is rejected", () => {
  expect(() => chooseLoss(1, true, "huber")).toThrow(/does not fit these classes: .* choose binaryCrossEntropy/);
  expect(() => chooseLoss(1, false, "binaryCrossEntropy")).toThrow(/is for classes, and the target is a number/);
  expect(() => chooseLoss(1, false, "hubr" as "huber")).toThrow(/expected loss to be one of meanSquaredError/);
});
