/**
 * Small trainings that use all of core whose bits an engine could change, and a hash of what each ends with.
 * Plain JavaScript without a single import: it runs wherever core runs.
 */

/** @type {Record<string, object>} By name: what differs from the common spec. */
const trainings = {
  "tanh, Adam, full batch": { hidden: "tanh", spec: { epochs: 300, optimizer: { type: "adam", learningRate: 0.01 } } },
  "sigmoid, Adam, mini-batches": { hidden: "sigmoid", spec: { batchSize: 7 } },
  "softplus, Adam, mini-batches, dropout": { hidden: "softplus", dropout: 0.2, spec: { batchSize: 16 } },
  "relu, momentum, scaled": {
    hidden: "relu",
    spec: {
      optimizer: { type: "momentum", learningRate: 0.01 },
      scaling: { inputs: "standard", targets: "minMax" },
    },
  },
};

/**
 * The hash of the parameters that each training ends with, by name.
 * @param core the exports of `@epochal/core`.
 */
export function hashes({ createDataset, createRandom, createTrainer, dense }) {
  const random = createRandom(7);
  const x = Array.from({ length: 60 }, () => [random.randn(), 2 * random.rand() - 1]);
  const data = createDataset(
    x,
    x.map(([a, b]) => a * b - b * b * b + 0.1 * random.randn()),
  );
  return Object.fromEntries(
    Object.entries(trainings).map(([name, { hidden, dropout = 0, spec }]) => {
      const layers = [dense(8, hidden, { dropout }), dense(5, hidden), dense(1)];
      const trainer = createTrainer(
        {
          network: { inputs: 2, layers },
          loss: "meanSquaredError",
          optimizer: { type: "adam", learningRate: 0.003 },
          epochs: 60,
          seed: 42,
          ...spec,
        },
        { train: data },
      );
      for (const _ of trainer.steps());
      return [name, fnv1a(trainer.network.parameters)];
    }),
  );
}

/** The 64-bit hash of Fowler, Noll and Vo over the bytes of the numbers, the most significant first. */
function fnv1a(numbers) {
  const bytes = new DataView(new ArrayBuffer(8));
  let hash = 0xcbf29ce484222325n;
  for (const number of numbers) {
    bytes.setFloat64(0, number);
    for (let i = 0; i < 8; i++) hash = BigInt.asUintN(64, (hash ^ BigInt(bytes.getUint8(i))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}
