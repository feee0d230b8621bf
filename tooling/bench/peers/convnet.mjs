/** ConvNetJS: row by row in float64, with an update after each batch. */
import { load, serve, versionOf } from "./protocol.mjs";

const { Net, Trainer, Vol } = await load("convnetjs");

await serve(({ inputs, outputs, loss, learningRate, rows, batchSize, x, y, layers }) => {
  const isSoftmax = loss === "softmaxCrossEntropy";
  const net = new Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: inputs },
    ...layers.slice(0, -1).map(({ units }) => ({ type: "fc", num_neurons: units, activation: "relu" })),
    isSoftmax ? { type: "softmax", num_classes: outputs } : { type: "regression", num_neurons: outputs },
  ]);
  const connected = net.layers.filter(({ layer_type }) => layer_type === "fc");
  layers.forEach(({ W, b, inputs: m, units: n }, l) => {
    connected[l].biases.w.set(b);
    for (let j = 0; j < n; j++) for (let i = 0; i < m; i++) connected[l].filters[j].w[i] = W[i * n + j];
  });
  const trainer = new Trainer(net, { method: "sgd", learning_rate: learningRate, momentum: 0, batch_size: batchSize });
  const data = Array.from({ length: rows - (rows % batchSize) }, (_, i) => {
    const input = new Vol(1, 1, inputs, 0);
    input.w.set(x.subarray(i * inputs, (i + 1) * inputs));
    const target = y.slice(i * outputs, (i + 1) * outputs);
    return { input, target: isSoftmax ? target.indexOf(1) : target };
  });
  // Its squared error is twice ours, its gradient the same.
  const factor = isSoftmax ? 1 : 1 / (2 * outputs);
  let row = 0;
  return {
    version: versionOf("convnetjs"),
    rows: batchSize,
    train(count) {
      let sum = 0;
      for (let i = 0; i < count * batchSize; i++) {
        const { input, target } = data[row++ % data.length];
        sum += trainer.train(input, target).loss;
      }
      return (factor * sum) / (count * batchSize);
    },
  };
});
