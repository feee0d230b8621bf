/** jax-js with its WebAssembly backend: the whole step under `jit`, gradients by `valueAndGrad`. */
import { batchesOf, load, serve, versionOf } from "./protocol.mjs";

const { defaultDevice, init, jit, nn, numpy: np, tree, valueAndGrad } = await load("@jax-js/jax");
await init("wasm");
defaultDevice("wasm");

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

await serve((workload) => {
  const { loss: lossName, optimizer, learningRate, batchSize, inputs, outputs } = workload;
  const isSoftmax = lossName === "softmaxCrossEntropy";
  const isAdam = optimizer === "adam";
  const arrayOf = (values, shape) => np.array(Float32Array.from(values)).reshape(shape);
  let parameters = workload.layers.map(({ W, b, inputs: m, units: n }) => [arrayOf(W, [m, n]), arrayOf(b, [n])]);
  const zeros = () => workload.layers.map(({ inputs: m, units: n }) => [np.zeros([m, n]), np.zeros([n])]);
  let memory = { m: zeros(), v: zeros() };
  const batches = batchesOf(workload).map(({ x, y }) => ({
    x: arrayOf(x, [batchSize, inputs]),
    y: arrayOf(y, [batchSize, outputs]),
  }));

  /** The objective: half of the mean squared error, or the cross-entropy. */
  function objective(layers, x, y) {
    let a = x;
    layers.forEach(([W, b], l) => {
      const z = np.matmul(a, W).add(b);
      a = l < layers.length - 1 ? nn.relu(z) : z;
    });
    if (isSoftmax) return np.sum(nn.logSoftmax(a).mul(y)).mul(-1 / batchSize);
    return np.sum(np.square(a.sub(y))).mul(0.5 / (batchSize * outputs));
  }
  const evaluate = valueAndGrad(objective);

  const descend = jit((layers, x, y) => {
    const [loss, gradients] = evaluate(tree.ref(layers), x, y);
    return [loss, tree.map((p, g) => p.sub(g.mul(learningRate)), layers, gradients)];
  });
  const adam = jit((layers, { m, v }, rate, epsilon, x, y) => {
    const [loss, gradients] = evaluate(tree.ref(layers), x, y);
    const newM = tree.map((old, g) => old.mul(BETA1).add(g.mul(1 - BETA1)), m, tree.ref(gradients));
    const newV = tree.map((old, g) => old.mul(BETA2).add(np.square(g).mul(1 - BETA2)), v, gradients);
    const moved = tree.map(
      (p, mean, variance) => p.sub(mean.mul(rate.ref).div(np.sqrt(variance).add(epsilon.ref))),
      layers,
      tree.ref(newM),
      tree.ref(newV),
    );
    rate.dispose();
    epsilon.dispose();
    return [loss, moved, { m: newM, v: newV }];
  });
  let step = 0;

  return {
    version: versionOf("@jax-js/jax"),
    rows: batchSize,
    train(units) {
      let total = 0;
      for (let i = 0; i < units; i++) {
        const { x, y } = batches[step % batches.length];
        step += 1;
        let loss;
        if (isAdam) {
          const correction = Math.sqrt(1 - BETA2 ** step);
          const rate = np.array((learningRate * correction) / (1 - BETA1 ** step));
          [loss, parameters, memory] = adam(parameters, memory, rate, np.array(EPSILON * correction), x.ref, y.ref);
        } else {
          [loss, parameters] = descend(parameters, x.ref, y.ref);
        }
        total += loss.dataSync()[0] * (isSoftmax ? 1 : 2);
      }
      return total / units;
    },
  };
});
