import { expect, test } from "vitest";
import { createDataset } from "./data/create-dataset.ts";
import { classify, createPerceptron, trainPerceptron } from "./perceptron.ts";

const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

test("a perceptron classifies points on and above its line as 1, else 0", () => {
  const perceptron = { weights: Float64Array.of(2, -1), bias: -3 };
  expect(classify(perceptron, [2, 1])).toBe(1); // 4 − 1 − 3 = 0
  expect(classify(perceptron, [2, 2])).toBe(0); // 4 − 2 − 3 = −1
  expect(classify(perceptron, [4, 2])).toBe(1); // 8 − 2 − 3 = 3
});

// η = 0.5, all weights 0: every row has the sum 0 and is classified as 1.
//   row 1, x = (1, 2), y = 0: wrong, error −1: w = (−0.5, −1), b = −0.5
//   row 2, x = (−3, 1), y = 1: 1.5 − 1 − 0.5 = 0, so 1: right, nothing changes
//   row 3, x = (1, −1), y = 0: −0.5 + 1 − 0.5 = 0, so 1: wrong, error −1: w = (−1, −0.5), b = −1
//   row 4, x = (0, 1), y = 1: −0.5 − 1 < 0, so 0: wrong, error 1: w = (−1, 0), b = −0.5
test("one pass corrects the weights after each misclassified row, in order, and counts these rows", () => {
  const perceptron = createPerceptron(2);
  const rows = createDataset(
    [
      [1, 2],
      [-3, 1],
      [1, -1],
      [0, 1],
    ],
    [0, 1, 0, 1],
  );
  expect(trainPerceptron(perceptron, rows, { learningRate: 0.5 })).toBe(3);
  expect(perceptron).toEqual({ weights: Float64Array.of(-1, 0), bias: -0.5 });
});

test("the learning rate only scales the weights", () => {
  const rows = createDataset(corners, [0, 0, 0, 1]);
  const one = createPerceptron(2);
  const quarter = createPerceptron(2);
  for (let pass = 0; pass < 5; pass++) {
    const wrong = trainPerceptron(one, rows);
    expect(trainPerceptron(quarter, rows, { learningRate: 0.25 })).toBe(wrong);
  }
  expect(quarter.weights).toEqual(one.weights.map((weight) => weight / 4));
  expect(quarter.bias).toBe(one.bias / 4);
});
