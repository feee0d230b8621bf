/** synaptic generates code for every neuron, so only small networks; it updates after each row, in float64. */
import { load, serve, versionOf } from "./protocol.mjs";

const { Layer, Network, Neuron } = await load("synaptic");

await serve(({ inputs, learningRate, rows, x, y, layers }) => {
  const input = new Layer(inputs);
  const hidden = layers.slice(0, -1).map(({ units }) => new Layer(units));
  const output = new Layer(layers.at(-1).units);
  const all = [input, ...hidden, output];
  layers.forEach(({ W, b, units }, l) => {
    all[l].project(all[l + 1]);
    const squash = l < layers.length - 1 ? Neuron.squash.RELU : Neuron.squash.IDENTITY;
    all[l + 1].set({ squash });
    all[l + 1].list.forEach((neuron, j) => {
      neuron.bias = b[j];
      for (const connection of Object.values(neuron.connections.inputs)) {
        connection.weight = W[all[l].list.indexOf(connection.from) * units + j];
      }
    });
  });
  const network = new Network({ input, hidden, output });
  // The first activation generates code for the whole network, which keeps all numbers in one vector.
  network.setOptimize(true);
  network.activate([x[0]]);
  const untrained = network.optimized.memory.slice();
  let epoch = 0;
  const data = Array.from({ length: rows }, (_, i) => ({ input: [x[i]], output: [y[i]] }));

  function trainEpoch() {
    // After about 29,000 epochs its numbers are no longer finite, so it restarts before that.
    if (++epoch % 20_000 === 0) network.optimized.memory.set(untrained);
    let sum = 0;
    for (const { input: x0, output: y0 } of data) {
      const [predicted] = network.activate(x0);
      sum += (predicted - y0[0]) ** 2;
      network.propagate(learningRate, y0);
    }
    return sum / rows;
  }
  return {
    version: versionOf("synaptic"),
    rows,
    train(epochs) {
      let total = 0;
      for (let i = 0; i < epochs; i++) total += trainEpoch();
      return total / epochs;
    },
  };
});
