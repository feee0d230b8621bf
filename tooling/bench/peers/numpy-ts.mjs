/**
 * numpy-ts by hand, in float32. Its arrays cannot be written in place, so the arrays of a step are disposed by hand. Its products are
 * fast without transposition, and faster than broadcasting, so a bias is spread over the rows by a product.
 */
import { batchesOf, load, serve, versionOf } from "./protocol.mjs";

const np = await load("numpy-ts");
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

await serve(({ loss: lossName, optimizer, learningRate, batchSize, inputs, outputs, ...workload }) => {
  const isSoftmax = lossName === "softmaxCrossEntropy";
  const isAdam = optimizer === "adam";
  const arrayOf = (values, shape) => np.array(Float32Array.from(values), "float32").reshape(...shape);
  const layers = workload.layers.map(({ W, b, inputs: m, units: n }) => [arrayOf(W, [m, n]), arrayOf(b, [1, n])]);
  const memory = layers.map((layer) => layer.map(({ shape }) => ["m", "v"].map(() => np.zeros(shape, "float32"))));
  const batches = batchesOf({ ...workload, inputs, outputs, batchSize }).map(({ x, y }) => ({
    x: arrayOf(x, [batchSize, inputs]),
    y: arrayOf(y, [batchSize, outputs]),
  }));
  const ones = np.ones([1, batchSize], "float32");
  const column = np.ones([batchSize, 1], "float32");
  const share = isAdam ? 1 / batchSize : learningRate / batchSize;
  let step = 0;
  let made = [];
  const keep = (array) => (made.push(array), array);

  /** Returns the mean loss and calls `update` with each gradient; for plain gradient descent times the learning rate. */
  function evaluate({ x, y }, update) {
    const activations = [x];
    layers.forEach(([W, b], l) => {
      const z = keep(np.add(keep(np.matmul(activations[l], W)), keep(np.matmul(column, b))));
      activations.push(l < layers.length - 1 ? keep(np.maximum(z, 0)) : z);
    });
    const z = activations.pop();
    let d, loss;
    if (isSoftmax) {
      const shifted = keep(np.subtract(z, keep(np.max(z, 1, true))));
      const exponentials = keep(np.exp(shifted));
      const sums = keep(np.sum(exponentials, 1, true));
      loss = (sumOf(keep(np.log(sums))) - sumOf(keep(np.multiply(y, shifted)))) / batchSize;
      d = keep(np.subtract(keep(np.divide(exponentials, sums)), y));
    } else {
      d = keep(np.subtract(z, y));
      loss = sumOf(keep(np.square(d))) / (batchSize * outputs);
    }
    d = keep(np.multiply(d, share));
    const gradients = [];
    for (let l = layers.length - 1; l >= 0; l--) {
      gradients.push([l, keep(np.matmul(transposed(activations[l]), d)), keep(np.matmul(ones, d))]);
      if (l > 0) d = keep(np.multiply(keep(np.matmul(d, transposed(layers[l][0]))), keep(np.sign(activations[l]))));
    }
    for (const [l, dW, db] of gradients) [dW, db].forEach((gradient, k) => update(l, k, gradient));
    return loss;
  }

  function transposed(array) {
    return keep(np.ascontiguousarray(array.T));
  }

  function sumOf(array) {
    return Number(np.sum(array));
  }

  function replace(list, k, array) {
    made.push(list[k]);
    list[k] = array;
  }

  function descend(l, k, gradient) {
    replace(layers[l], k, np.subtract(layers[l][k], gradient));
  }

  function adam(l, k, gradient) {
    const correction = Math.sqrt(1 - BETA2 ** step);
    const rate = (learningRate * correction) / (1 - BETA1 ** step);
    const average = (old, value, beta) => np.add(keep(np.multiply(old, beta)), keep(np.multiply(value, 1 - beta)));
    const slots = memory[l][k];
    replace(slots, 0, average(slots[0], gradient, BETA1));
    replace(slots, 1, average(slots[1], keep(np.square(gradient)), BETA2));
    const root = keep(np.add(keep(np.sqrt(slots[1])), EPSILON * correction));
    descend(l, k, keep(np.multiply(keep(np.divide(slots[0], root)), rate)));
  }

  return {
    version: versionOf("numpy-ts"),
    rows: batchSize,
    train(units) {
      let total = 0;
      for (let i = 0; i < units; i++) {
        const batch = batches[step % batches.length];
        step += 1;
        total += evaluate(batch, isAdam ? adam : descend);
        for (const array of made) array.dispose();
        made = [];
      }
      return total / units;
    },
  };
});
