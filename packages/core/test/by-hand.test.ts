/** A 2-2-1 network with ReLU and one step of gradient descent, every number derived by hand and exact in binary. */
import { expect, test } from "vitest";
import { createDataset, createTrainer, dense, type TrainingSpec } from "../src/index.ts";

// W1 = [[ 0.5,  -1 ],   b1 = (0.5, −0.25)   W2 = [[2],   b2 = (−0.5)
//       [ 0.25, 0.5]]                             [3]]
const start = [0.5, -1, 0.25, 0.5, 0.5, -0.25, 2, 3, -0.5];

const spec: TrainingSpec = {
  network: { inputs: 2, layers: [dense(2, "relu"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent", learningRate: 0.5 },
  epochs: 10,
};

//            row 1: x = (1, 2), y = 1               row 2: x = (−1, 1), y = 0
// z1 = x·W1 + b1   (0.5 + 0.5 + 0.5,  −1 + 1 − 0.25)   (−0.5 + 0.25 + 0.5,  1 + 0.5 − 0.25)
//                = (1.5, −0.25)                      = (0.25, 1.25)
// a1 = relu(z1)    (1.5, 0)                            (0.25, 1.25)
// ŷ = a1·W2 + b2   3 + 0 − 0.5 = 2.5                   0.5 + 3.75 − 0.5 = 3.75
// ŷ − y            1.5                                 3.75
//
// loss = (1.5² + 3.75²) / 2 = (2.25 + 14.0625) / 2 = 8.15625
//
// dz2 = (ŷ − y)/2  0.75                                1.875
// dW2 = a1ᵀ·dz2 = (1.5·0.75 + 0.25·1.875,  0·0.75 + 1.25·1.875) = (1.59375, 2.34375)
// db2 = 0.75 + 1.875 = 2.625
// da1 = dz2·W2ᵀ    (1.5, 2.25)                         (3.75, 5.625)
// dz1              (1.5, 0): its second z1 is < 0      (3.75, 5.625)
// dW1 = xᵀ·dz1 = [[1·1.5 − 1·3.75,  1·0 − 1·5.625],  = [[−2.25, −5.625],
//                 [2·1.5 + 1·3.75,  2·0 + 1·5.625]]     [ 6.75,  5.625]]
// db1 = (1.5 + 3.75,  0 + 5.625) = (5.25, 5.625)
const gradients = [-2.25, -5.625, 6.75, 5.625, 5.25, 5.625, 1.59375, 2.34375, 2.625];

// θ − 0.5·g
const after = [1.625, 1.8125, -3.125, -2.3125, -2.125, -3.0625, 1.203125, 1.828125, -1.8125];

test("one step changes a 2-2-1 network according to the chain rule", () => {
  const trainer = createTrainer(spec, {
    train: createDataset(
      [
        [1, 2],
        [-1, 1],
      ],
      [1, 0],
    ),
  });
  const { parameters } = trainer.network;
  parameters.set(start);

  const record = trainer.step();

  expect(Array.from(trainer.network.gradients)).toEqual(gradients);
  expect(Array.from(parameters)).toEqual(after);
  // Σ g² = 5.0625 + 31.640625 + 45.5625 + 31.640625 + 27.5625 + 31.640625
  //      + 2.5400390625 + 5.4931640625 + 6.890625 = 188.033203125
  expect(record).toEqual({
    step: 1,
    epoch: 1,
    loss: 8.15625,
    epochRecord: { epoch: 1, loss: 8.15625, learningRate: 0.5, gradientNorm: Math.sqrt(188.033203125) },
  });
  expect(trainer.best).toEqual({ epoch: 0, loss: 8.15625, parameters: Float64Array.from(start) });
});
