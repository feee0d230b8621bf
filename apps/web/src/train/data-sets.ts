/** Data sets that the page draws itself. To add one: an entry here. */
import { createDataset, split, type Columns, type Dataset, type TrainingData } from "@epochal/core";
import { notebook, saddle, sine, spiral, step, twoMoons, xor } from "@epochal/data";
import type { NetworkChoices } from "./choices.ts";

export interface DataSet {
  /** In the list of data sets. */
  readonly title: string;
  /** The task in a sentence. */
  readonly about: string;
  /** The classes of the target; absent if it is a number. */
  readonly classes?: readonly [string, string];
  /** How the initial weights are drawn. Default: as suits the activation. */
  readonly initializer?: "normal";
  /** Whether its rows and their noise cannot be chosen. */
  readonly isFixed?: true;
  /** The same arguments give the same rows, whatever the seed of the training. */
  rows(rows: number, noise: number): TrainingData;
  /** What differs from `COMMON`. */
  readonly choices: Partial<NetworkChoices>;
}

/** The choices of every data set, if it does not say otherwise. */
export const COMMON: NetworkChoices = {
  hidden: [8],
  activation: "tanh",
  loss: "meanSquaredError",
  optimizer: "adam",
  rate: 0.01,
  batch: 16,
  rows: 200,
  noise: 0.1,
  seed: 1,
  epochs: 500,
  patience: 0,
};

/** The share of noisy rows that is trained on; the others judge. */
const TRAINED = 0.7;

const CORNERS = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];

const corners = {
  loss: "binaryCrossEntropy",
  hidden: [],
  optimizer: "gradientDescent",
  rate: 0.5,
  batch: 0,
  rows: 4,
  noise: 0,
  epochs: 1000,
} as const;

export const dataSets = {
  notebook: {
    title: "notebook: a line",
    about: "y = 3x + 2 with noise, as in the NumPy original.",
    initializer: "normal",
    isFixed: true,
    rows: () => notebook().data,
    choices: {
      hidden: [10],
      activation: "relu",
      optimizer: "gradientDescent",
      batch: 0,
      rows: 100,
      seed: 42,
      epochs: 1000,
    },
  },
  sine: {
    title: "sine: one wave",
    about: "One wave with noise. Each bend needs some hidden units.",
    rows: (rows, noise) => judged(sine({ size: rows, noise }), columns("x", "y")),
    choices: { hidden: [16] },
  },
  step: {
    title: "step: a jump",
    about: "A jump from 0 to 1. A smooth network can only come close.",
    rows: (rows, noise) => judged(step({ size: rows, noise }), columns("x", "y")),
    choices: { hidden: [16] },
  },
  and: {
    title: "and: four corners",
    about: "Yes if both inputs are 1. One line separates the answers: a neuron is enough.",
    classes: ["no", "yes"],
    isFixed: true,
    rows: () => ({
      train: createDataset(CORNERS, [0, 0, 0, 1]),
      columns: columns("x1 x2", "both", ["no", "yes"]),
    }),
    choices: corners,
  },
  xor: {
    title: "xor: four corners",
    about: "Yes if only one input is 1. No line separates the answers: it takes a hidden layer.",
    classes: ["no", "yes"],
    isFixed: true,
    rows: () => ({ train: xor(), columns: columns("x1 x2", "different", ["no", "yes"]) }),
    choices: { ...corners, hidden: [4], optimizer: "adam", rate: 0.05, epochs: 500 },
  },
  spiral: {
    title: "spiral: two arms",
    about: "Two arms wind around each other, and the border with them.",
    classes: ["first", "second"],
    rows: (rows, noise) => judged(spiral({ size: rows, noise }), columns("x1 x2", "arm", ["first", "second"])),
    choices: { hidden: [16, 16], activation: "relu", loss: "binaryCrossEntropy", rate: 0.02, noise: 0.02 },
  },
  moons: {
    title: "two moons",
    about: "Two half circles. A line gets most rows right, a bent border all.",
    classes: ["upper", "lower"],
    rows: (rows, noise) => judged(twoMoons({ size: rows, noise }), columns("x1 x2", "moon", ["upper", "lower"])),
    choices: { loss: "binaryCrossEntropy", rate: 0.02, epochs: 300 },
  },
  saddle: {
    title: "saddle: a surface",
    about: "y = x1² − x2²: up along one input, down along the other.",
    rows: (rows, noise) => judged(saddle({ size: rows, noise }), columns("x1 x2", "y")),
    choices: { hidden: [16], noise: 0.05 },
  },
} satisfies Record<string, DataSet>;

export type DataSetName = keyof typeof dataSets;

export interface Choices extends NetworkChoices {
  readonly data: DataSetName;
}

/** All choices for a data set. */
export function defaultChoices(data: DataSetName): Choices {
  return { data, ...COMMON, ...dataSets[data].choices };
}

function judged(dataset: Dataset, columns: Columns): TrainingData {
  return { ...split(dataset, TRAINED, { seed: 1, stratify: columns.classes !== undefined }), columns };
}

function columns(inputs: string, target: string, classes?: readonly string[]): Columns {
  return {
    inputs: inputs.split(" ").map((name) => ({ name, kind: "number" })),
    targets: [target],
    ...(classes && { classes }),
  };
}
