/** brain.js (the 2.0 beta is faster than 1.6): updates after each row, in float32; its output layer is a leaky ReLU, as all its layers. */
import { load, serve, versionOf } from "./protocol.mjs";

const { NeuralNetwork } = await load("brain.js");

await serve(({ inputs, units, outputs, optimizer, learningRate, rows, batchSize, x, y, layers }) => {
  const network = new NeuralNetwork({
    inputSize: inputs,
    hiddenLayers: units.slice(0, -1),
    outputSize: outputs,
    activation: "leaky-relu",
    learningRate,
    // It must not be 0, and is 0.1 by default.
    momentum: 1e-9,
    ...(optimizer === "adam" && { praxis: "adam" }),
  });
  network.initialize();
  layers.forEach(({ W, b, inputs: m, units: n }, l) => {
    for (let j = 0; j < n; j++) {
      network.biases[l + 1][j] = b[j];
      for (let i = 0; i < m; i++) network.weights[l + 1][j][i] = W[i * n + j];
    }
  });
  const data = Array.from({ length: rows }, (_, i) => ({
    input: Float32Array.from(x.subarray(i * inputs, (i + 1) * inputs)),
    output: Float32Array.from(y.subarray(i * outputs, (i + 1) * outputs)),
  }));
  const parts = Array.from({ length: Math.floor(rows / batchSize) }, (_, i) =>
    data.slice(i * batchSize, (i + 1) * batchSize),
  );
  let step = 0;
  return {
    version: versionOf("brain.js"),
    rows: batchSize,
    train(count) {
      let total = 0;
      // Trains and returns the mean error of the rows, each before its update.
      for (let i = 0; i < count; i++) total += network.calculateTrainingError(parts[step++ % parts.length]);
      return total / count;
    },
  };
});
