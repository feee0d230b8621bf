import { createTrainer, dense, linearBaseline, predict } from "@epochal/core";
import { expect, test } from "vitest";
import { xor } from "./xor.ts";

test("linear regression predicts ½ for every row, a hidden layer separates them", () => {
  const data = xor();
  for (const value of linearBaseline(data)(data.x)) expect(value).toBeCloseTo(0.5);

  const trainer = createTrainer(
    {
      network: { inputs: 2, layers: [dense(4, "tanh"), dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "adam", learningRate: 0.02 },
      epochs: 500,
    },
    { train: data },
  );
  while (trainer.step());
  const answers = predict(trainer.network, [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  expect(answers.map(([answer]) => Math.round(answer))).toEqual([0, 1, 1, 0]);
});
