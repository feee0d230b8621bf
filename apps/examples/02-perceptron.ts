// One neuron separates points by a line, which is enough for AND but not for XOR. A hidden layer bends the line.
import { createDataset, createPerceptron, dense, fit, trainPerceptron, type TrainingSpec } from "@epochal/core";
import { xor } from "@epochal/data";

const and = createDataset(
  [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  [0, 0, 0, 1],
);
for (const [name, data] of Object.entries({ and, xor: xor() })) {
  const perceptron = createPerceptron(2);
  let wrong = data.rows;
  let passes = 0;
  while (wrong > 0 && passes < 100) {
    wrong = trainPerceptron(perceptron, data);
    passes += 1;
  }
  console.log(
    `a perceptron on ${name}: ${wrong === 0 ? `learned in ${passes} passes` : `still wrong after ${passes} passes`}`,
  );
}

const spec: TrainingSpec = {
  network: { inputs: 2, layers: [dense(4, "tanh"), dense(1, "sigmoid")] },
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate: 0.05 },
  epochs: 500,
  seed: 1,
};
const network = fit(spec, { train: xor() });
for (const row of [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
])
  console.log(`a 2-4-1 network on ${row.join(" xor ")}: ${network.predict(row).toFixed(2)}`);
