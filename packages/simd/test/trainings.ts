/** Trainings for the tests: small ones that differ in one thing, and random ones that differ in everything. */
import {
  activations,
  createRandom,
  dense,
  fitScaler,
  losses,
  optimizers,
  type ActivationName,
  type Dataset,
  type LossName,
  type LossSpec,
  type OptimizerName,
  type OptimizerSpec,
  type PreparedRows,
  type TrainingSpec,
} from "@epochal/core";
import fc from "fast-check";
import type { Training } from "./train-both-ways.ts";

export const activationNames = Object.keys(activations) as ActivationName[];
export const lossNames = Object.keys(losses) as LossName[];
/** The optimizers that the engine supports. */
export const optimizerNames = (Object.keys(optimizers) as OptimizerName[]).filter((name) => name !== "lbfgs");

/** A small training with the given differences. */
export function training(
  difference: Partial<TrainingSpec> = {},
  { rows = 13, isWeighted = false }: { rows?: number; isWeighted?: boolean } = {},
): Training {
  const spec: TrainingSpec = {
    network: { inputs: 3, layers: [dense(5, "tanh"), dense(4, "relu"), dense(2)] },
    loss: "meanSquaredError",
    optimizer: { type: "adam", learningRate: 0.05 },
    epochs: 100_000,
    seed: 7,
    ...difference,
  };
  return { spec, train: drawRows(spec, rows, isWeighted) };
}

/** Rows that fit a spec, drawn from its seed. */
export function drawRows({ network, loss, seed = 0 }: TrainingSpec, rows: number, isWeighted = false): PreparedRows {
  const random = createRandom([seed, rows]);
  const draw = (count: number, number: () => number) => Float64Array.from({ length: count }, number);
  const outputs = network.layers.at(-1)!.units / outputsPerTarget(loss);
  const y = draw(rows * outputs, () => random.randn());
  if (nameOf(loss) === "binaryCrossEntropy") y.forEach((_, k) => (y[k] = random.integer(1)));
  if (nameOf(loss) === "softmaxCrossEntropy") {
    y.fill(0);
    for (let i = 0; i < rows; i++) y[i * outputs + random.integer(outputs - 1)] = 1;
  }
  const weights = draw(rows, () => (random.rand() < 0.2 ? 0 : 3 * random.rand()));
  weights[0] = 1;
  const x = draw(rows * network.inputs, () => random.randn());
  return asPrepared({ rows, inputs: network.inputs, outputs, x, y, ...(isWeighted && { weights }) });
}

/** Rows that need no scaling. */
export function asPrepared(rows: Dataset): PreparedRows {
  return { ...rows, unscaled: { x: rows.x, scaler: fitScaler("none", rows.x, rows.inputs) } };
}

function nameOf(loss: LossSpec): LossName {
  return typeof loss === "string" ? loss : loss.type;
}

export function outputsPerTarget(loss: LossSpec): number {
  return nameOf(loss) === "gaussianNll" ? 2 : 1;
}

/** Any training with layers of up to `units` units; shrinking changes one property at a time. */
export function anyTraining(units = 11): fc.Arbitrary<Training> {
  const size = fc.integer({ min: 1, max: units });
  const sometimes = (value: number) => fc.constantFrom(undefined, value);
  return fc
    .record({
      inputs: size,
      hidden: fc.array(fc.record({ units: size, activation: fc.constantFrom(...activationNames) }), { maxLength: 3 }),
      targets: fc.integer({ min: 1, max: 5 }),
      members: fc.integer({ min: 1, max: 3 }),
      shortcut: fc.boolean(),
      loss: fc.constantFrom(...lossNames),
      optimizer: fc.constantFrom(...optimizerNames),
      learningRate: fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
      rows: fc.integer({ min: 3, max: 40 }),
      batchSize: fc.integer({ min: 1, max: 40 }),
      shuffle: fc.boolean(),
      seed: fc.integer({ min: 0, max: 1000 }),
      penalty: fc.record({ l1: sometimes(0.01), l2: sometimes(0.02) }),
      clipping: fc.record({ norm: sometimes(0.3), value: sometimes(0.1) }),
      folds: fc.boolean(),
      isWeighted: fc.boolean(),
    })
    .map(({ inputs, hidden, targets, members, shortcut, rows, isWeighted, penalty, clipping, ...rest }) => {
      const spec: TrainingSpec = {
        network: { inputs, layers: [...hidden, dense(targets * outputsPerTarget(rest.loss))], members, shortcut },
        loss: rest.loss,
        optimizer: { type: rest.optimizer, learningRate: rest.learningRate } as OptimizerSpec,
        batchSize: rest.batchSize,
        shuffle: rest.shuffle,
        epochs: 100_000,
        seed: rest.seed,
        penalty: defined(penalty),
        clipping: defined(clipping),
        folds: rest.folds && members > 1,
      };
      return { spec, train: drawRows(spec, rows, isWeighted) };
    });
}

function defined(record: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
