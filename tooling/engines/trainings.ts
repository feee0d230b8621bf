/** Small trainings that use every part of core whose bits could depend on the engine, and a hash of each result. */
import {
  createDataset,
  createRandom,
  createTrainer,
  dense,
  predict,
  type ActivationName,
  type Network,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { notebook } from "@epochal/data";

/** The differences from the common spec. */
interface Training {
  readonly hidden: ActivationName;
  readonly dropout?: number;
  readonly spec: Partial<TrainingSpec>;
}

const trainings: Readonly<Record<string, Training>> = {
  "tanh, Adam, full batch": { hidden: "tanh", spec: { epochs: 300, optimizer: { type: "adam", learningRate: 0.01 } } },
  "sigmoid, Adam, mini-batches": { hidden: "sigmoid", spec: { batchSize: 7 } },
  "softplus, Adam, mini-batches, dropout": { hidden: "softplus", dropout: 0.2, spec: { batchSize: 16 } },
  "relu, momentum, scaled": {
    hidden: "relu",
    spec: { optimizer: { type: "momentum", learningRate: 0.01 }, scaling: { inputs: "standard", targets: "minMax" } },
  },
  "gelu, L-BFGS": { hidden: "gelu", spec: { epochs: 30, optimizer: { type: "lbfgs" } } },
  "silu, Adam, mini-batches, float32": { hidden: "silu", spec: { batchSize: 16, precision: "float32" } },
};

/** The hash of the final parameters of each training, by name; for the notebook also a prediction. */
export function hashes(): Record<string, string> {
  const random = createRandom(7);
  const x = Array.from({ length: 60 }, () => [random.randn(), 2 * random.rand() - 1] as const);
  const y = x.map(([a, b]) => a * b - b * b * b + 0.1 * random.randn());
  const data = { train: createDataset(x, y) };
  const results = Object.entries(trainings).map(([name, { hidden, dropout = 0, spec }]) => {
    const common: TrainingSpec = {
      network: { inputs: 2, layers: [dense(8, hidden, { dropout }), dense(5, hidden), dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "adam", learningRate: 0.003 },
      epochs: 60,
      seed: 42,
    };
    return [name, fnv1a(train({ ...common, ...spec }, data).parameters)];
  });
  const origin = notebook();
  const network = train(origin.spec, origin.data);
  return {
    ...Object.fromEntries(results),
    "the notebook": fnv1a(network.parameters),
    "the notebook at 1.5": String(predict(network, [[1.5]])),
  };
}

function train(spec: TrainingSpec, data: TrainingData): Network {
  const trainer = createTrainer(spec, data);
  for (const _ of trainer.steps());
  return trainer.network;
}

/** The 64-bit hash of Fowler, Noll and Vo over the bytes of the numbers, the most significant first. */
function fnv1a(numbers: ArrayLike<number>): string {
  const bytes = new DataView(new ArrayBuffer(8));
  let hash = 0xcbf29ce484222325n;
  for (const number of Array.from(numbers)) {
    bytes.setFloat64(0, number);
    for (let i = 0; i < 8; i++) hash = ((hash ^ BigInt(bytes.getUint8(i))) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16).padStart(16, "0");
}
