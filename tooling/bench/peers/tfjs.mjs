/**
 * TensorFlow.js on one thread. Arguments: the backend, `cpu` or `wasm`, and the API: `hand` for forward, backward and update
 * written with its operations, `layers` for its layers API.
 */
import { batchesOf, load, serve, versionOf } from "./protocol.mjs";

const [backend, api] = process.argv.slice(2);
const tf = await load("@tensorflow/tfjs");
if (backend === "wasm") {
  const { setThreadsCount } = await load("@tensorflow/tfjs-backend-wasm");
  setThreadsCount(1);
}
await tf.setBackend(backend);
await tf.ready();
const version = versionOf("@tensorflow/tfjs");

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** Whether to transpose before aᵀ · b and a · bᵀ: on the WebAssembly backend that is four times faster for large matrices. */
const isLarge = ({ units }) => backend === "wasm" && Math.max(...units) > 64;

function byHand(workload) {
  const { loss: lossName, optimizer, learningRate, batchSize, outputs } = workload;
  const isSoftmax = lossName === "softmaxCrossEntropy";
  const isAdam = optimizer === "adam";
  const copies = isLarge(workload);
  const leftTransposed = (a, b) => (copies ? tf.matMul(tf.transpose(a), b) : tf.matMul(a, b, true, false));
  const rightTransposed = (a, b) => (copies ? tf.matMul(a, tf.transpose(b)) : tf.matMul(a, b, false, true));
  const layers = workload.layers.map(({ W, b, inputs: m, units: n }) => ({
    W: tf.variable(tf.tensor2d(Float32Array.from(W), [m, n])),
    b: tf.variable(tf.tensor1d(Float32Array.from(b))),
  }));
  const parameters = layers.flatMap(({ W, b }) => [W, b]);
  const memory = parameters.map((p) => ({ m: tf.variable(tf.zerosLike(p)), v: tf.variable(tf.zerosLike(p)) }));
  const batches = tensorsOf(workload);
  const share = tf.scalar(isAdam ? 1 / batchSize : learningRate / batchSize);
  const [beta1, beta2] = [tf.scalar(BETA1), tf.scalar(BETA2)];
  const [gain1, gain2] = [tf.scalar(1 - BETA1), tf.scalar(1 - BETA2)];
  let step = 0;

  /** The loss, and the gradients as dW, db of each layer in turn; for plain gradient descent times the learning rate. */
  function evaluate(x, y) {
    const activations = [x];
    layers.forEach(({ W, b }, l) => {
      const activation = l < layers.length - 1 ? "relu" : "linear";
      activations.push(tf.fused.matMul({ a: activations[l], b: W, bias: b, activation }));
    });
    const z = activations.at(-1);
    let d, loss;
    if (isSoftmax) {
      const logProbabilities = tf.logSoftmax(z);
      loss = logProbabilities.mul(y).sum();
      d = tf.exp(logProbabilities).sub(y).mul(share);
    } else {
      const error = z.sub(y);
      loss = error.square().sum();
      d = error.mul(share);
    }
    const gradients = [];
    for (let l = layers.length - 1; l >= 0; l--) {
      gradients.unshift(leftTransposed(activations[l], d), d.sum(0));
      if (l > 0) d = rightTransposed(d, layers[l].W).mul(activations[l].step());
    }
    return { loss, gradients };
  }

  function adam(parameter, gradient, { m, v }, rate, epsilon) {
    m.assign(m.mul(beta1).add(gradient.mul(gain1)));
    v.assign(v.mul(beta2).add(gradient.square().mul(gain2)));
    parameter.assign(parameter.sub(m.mul(rate).div(v.sqrt().add(epsilon))));
  }

  function trainBatch({ x, y }) {
    return tf.tidy(() => {
      const { loss, gradients } = evaluate(x, y);
      if (isAdam) {
        const correction = Math.sqrt(1 - BETA2 ** step);
        const rate = tf.scalar((learningRate * correction) / (1 - BETA1 ** step));
        const epsilon = tf.scalar(EPSILON * correction);
        parameters.forEach((parameter, i) => adam(parameter, gradients[i], memory[i], rate, epsilon));
      } else {
        parameters.forEach((parameter, i) => parameter.assign(parameter.sub(gradients[i])));
      }
      return isSoftmax ? -loss.dataSync()[0] / batchSize : loss.dataSync()[0] / (batchSize * outputs);
    });
  }

  return {
    version,
    rows: batchSize,
    train(units) {
      let total = 0;
      for (let i = 0; i < units; i++) {
        const batch = batches[step % batches.length];
        step += 1;
        total += trainBatch(batch);
      }
      return total / units;
    },
  };
}

function byLayers(workload) {
  const { units, inputs, loss, optimizer, learningRate, rows, batchSize } = workload;
  const isSoftmax = loss === "softmaxCrossEntropy";
  const model = tf.sequential();
  units.forEach((count, l) => {
    const last = isSoftmax ? "softmax" : "linear";
    const activation = l < units.length - 1 ? "relu" : last;
    model.add(tf.layers.dense({ units: count, activation, ...(l === 0 && { inputShape: [inputs] }) }));
  });
  // Its mean squared error has twice the gradient of ours.
  const descent = () => tf.train.sgd(isSoftmax ? learningRate : learningRate / 2);
  model.compile({
    optimizer: optimizer === "adam" ? tf.train.adam(learningRate, BETA1, BETA2, EPSILON) : descent(),
    loss: isSoftmax ? "categoricalCrossentropy" : "meanSquaredError",
  });
  model.layers.forEach((layer, l) => {
    const { W, b, inputs: m, units: n } = workload.layers[l];
    layer.setWeights([tf.tensor2d(Float32Array.from(W), [m, n]), tf.tensor1d(Float32Array.from(b))]);
  });
  const batches = tensorsOf(workload);
  if (rows === batchSize) {
    const [{ x, y }] = batches;
    const options = { batchSize, shuffle: false, verbose: 0, yieldEvery: "never" };
    return {
      version,
      rows,
      async train(epochs) {
        const { history } = await model.fit(x, y, { ...options, epochs });
        return history.loss.reduce((sum, value) => sum + value, 0) / epochs;
      },
    };
  }
  let step = 0;
  return {
    version,
    rows: batchSize,
    async train(count) {
      let total = 0;
      for (let i = 0; i < count; i++) {
        const { x, y } = batches[step++ % batches.length];
        total += await model.trainOnBatch(x, y);
      }
      return total / count;
    },
  };
}

function tensorsOf(workload) {
  const { batchSize, inputs, outputs } = workload;
  return batchesOf(workload).map(({ x, y }) => ({
    x: tf.tensor2d(x, [batchSize, inputs]),
    y: tf.tensor2d(y, [batchSize, outputs]),
  }));
}

await serve(api === "hand" ? byHand : byLayers);
