/** Small trainings that use every part of a module, to compare modules with each other. */
import { createRandom, createTrainer, dense, type Dataset, type Precision, type TrainingSpec } from "@epochal/core";
import { createEngineSession } from "../../engine-session.ts";
import { createLayout } from "../../layout.ts";

const ROWS = 50;
const EPOCHS = 3;

/** Every kind of layer, loss and optimizer at least once; tiles of every height and width, with columns left over. */
const specs = [
  {
    network: { inputs: 9, layers: [dense(37, "relu"), dense(40, "tanh"), dense(35, "sigmoid"), dense(3)] },
    loss: "softmaxCrossEntropy",
    optimizer: { type: "adam", learningRate: 0.01 },
    batchSize: 22,
  },
  {
    network: { inputs: 5, layers: [dense(70, "leakyRelu"), dense(33, "gelu"), dense(2)], members: 2, shortcut: true },
    loss: "meanSquaredError",
    optimizer: { type: "adamW", learningRate: 0.01, weightDecay: 0.1 },
    penalty: { l1: 0.01, l2: 0.02 },
    clipping: { norm: 0.3, value: 0.1 },
    batchSize: 16,
  },
  {
    network: { inputs: 6, layers: [dense(64, "relu"), dense(33, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "momentum", learningRate: 0.01 },
    batchSize: 32,
  },
  ...(["gradientDescent", "nesterov", "adagrad", "rmsProp"] as const).map((type): Omit<TrainingSpec, "epochs"> => ({
    network: { inputs: 1, layers: [dense(type === "gradientDescent" ? 10 : 13, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type, learningRate: 0.01 },
  })),
] satisfies Omit<TrainingSpec, "epochs">[];

/** The parameters, the optimizer's state and the loss after each of the trainings, as bytes. */
export function trainSamples(module: WebAssembly.Module, precision: Precision): Uint8Array {
  const results = specs.flatMap((difference) => {
    const spec: TrainingSpec = { ...difference, precision, epochs: EPOCHS, seed: 1 };
    const trainer = createTrainer(
      spec,
      { train: drawRows(spec) },
      { engine: (plan) => createEngineSession(plan, createLayout(plan), module) },
    );
    trainer.advance(EPOCHS);
    const { parameters, memory } = trainer.snapshot();
    return [...parameters, ...memory];
  });
  return new Uint8Array(Float64Array.from(results).buffer);
}

function drawRows({ network, loss }: TrainingSpec): Dataset {
  const random = createRandom(1);
  const { inputs } = network;
  const outputs = network.layers.at(-1)!.units;
  const x = Float64Array.from({ length: ROWS * inputs }, () => random.randn());
  const y = Float64Array.from({ length: ROWS * outputs }, (_, i) =>
    loss === "softmaxCrossEntropy" ? Number(i % outputs === Math.floor(i / outputs) % outputs) : random.randn(),
  );
  return { rows: ROWS, inputs, outputs, x, y };
}
