/** Data sets that the page draws itself: the examples of `data`, with words for people, and one that a single neuron learns. */
import type { TrainingData } from "@epochal/core";
import { exampleData, exampleSample, exampleTraining, type ExampleName } from "@epochal/data";
import type { NetworkChoices } from "./choices.ts";

interface DataSetWords {
  /** In the list of data sets. */
  readonly title: string;
  /** The task in a sentence. */
  readonly about: string;
}

/** In the order of the list. */
export const dataSets = {
  notebook: { title: "notebook: a line", about: "y = 3x + 2 with noise, as in the NumPy original." },
  sine: { title: "sine: one wave", about: "One wave with noise. Each bend needs some hidden units." },
  step: { title: "step: a jump", about: "A jump from 0 to 1. A smooth network can only come close." },
  and: {
    title: "and: four corners",
    about: "Yes if both inputs are 1. One line separates the answers: a neuron is enough.",
  },
  xor: {
    title: "xor: four corners",
    about: "Yes if only one input is 1. No line separates the answers: it takes a hidden layer.",
  },
  spiral: { title: "spiral: two arms", about: "Two arms wind around each other, and the border with them." },
  moons: { title: "two moons", about: "Two half circles. A line gets most rows right, a bent border all." },
  saddle: { title: "saddle: a surface", about: "y = x1² − x2²: up along one input, down along the other." },
} satisfies Record<ExampleName | "and", DataSetWords>;

export type DataSetName = keyof typeof dataSets;

export interface Choices extends NetworkChoices {
  readonly data: DataSetName;
}

/** How a single neuron learns `and`. */
const NEURON: NetworkChoices = {
  hidden: [],
  activation: "tanh",
  loss: "binaryCrossEntropy",
  optimizer: "gradientDescent",
  rate: 0.5,
  batch: 0,
  rows: 4,
  noise: 0,
  seed: 1,
  epochs: 1000,
  patience: 0,
};

/** Whether the rows of a data set and their noise cannot be chosen. */
export function isFixed(data: DataSetName): boolean {
  return data === "and" || exampleSample(data) === undefined;
}

/** The rows for some choices; the same rows and noise give the same, whatever the seed of the training. */
export function rowsOf({ data, rows: size, noise }: Pick<Choices, "data" | "rows" | "noise">): TrainingData {
  if (data !== "and") return exampleData(data, isFixed(data) ? undefined : { size, noise });
  const { train, columns } = exampleData("xor");
  return {
    train: { ...train, y: Float64Array.of(0, 0, 0, 1) },
    columns: { ...columns!, targets: ["both"], formula: "x1 and x2" },
  };
}

/** All choices for a data set: those that its example has everywhere. */
export function defaultChoices(data: DataSetName): Choices {
  if (data === "and") return { data, ...NEURON };
  const {
    spec,
    data: { train },
  } = exampleTraining(data);
  const hidden = spec.network.layers.slice(0, -1);
  const { size: rows, noise } = exampleSample(data) ?? { size: train.rows, noise: 0 };
  return {
    data,
    hidden: hidden.map(({ units }) => units),
    activation: hidden[0]!.activation,
    loss: spec.loss as NetworkChoices["loss"],
    optimizer: spec.optimizer.type,
    rate: spec.optimizer.learningRate ?? 0,
    batch: spec.batchSize ?? 0,
    rows,
    noise,
    seed: spec.seed ?? 0,
    epochs: spec.epochs,
    patience: 0,
  };
}
