/** Trainings by name: a formula's rows, and a network that learns them. To add one: an entry here. */
import {
  dense,
  split,
  type ActivationName,
  type Columns,
  type Dataset,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { notebook } from "./notebook.ts";
import { saddle } from "./saddle.ts";
import { sine } from "./sine.ts";
import { spiral } from "./spiral.ts";
import { step } from "./step.ts";
import { twoMoons } from "./two-moons.ts";
import { xor } from "./xor.ts";

/** How the network of an example differs from its usual one. */
export interface ExampleOptions {
  /** Units of each hidden layer. Default: as many as the example needs. */
  readonly hidden?: readonly number[];
  /** The activation of the hidden layers. Default: `relu` for the notebook, else `tanh`. */
  readonly activation?: ActivationName;
}

/** How the rows of an example are drawn. */
export interface ExampleSample {
  /** The number of rows, before some are set apart to judge. */
  readonly size: number;
  /** Standard deviation of the noise on the rows. */
  readonly noise: number;
}

interface Example {
  readonly rows: (sample: ExampleSample) => Dataset;
  readonly columns: Columns;
  /** Absent if the rows are always the same, and all of them are trained on. */
  readonly noise?: number;
  readonly hidden: readonly number[];
  readonly spec: Omit<TrainingSpec, "network">;
}

const SIZE = 200;

/** The share of noisy rows that is trained on; the others judge. */
const TRAINED = 0.8;

const adam = (learningRate: number, epochs: number): Example["spec"] => ({
  loss: "meanSquaredError",
  optimizer: { type: "adam", learningRate },
  batchSize: 16,
  epochs,
  seed: 1,
});
const classifier = (learningRate: number, epochs: number): Example["spec"] => ({
  ...adam(learningRate, epochs),
  loss: "binaryCrossEntropy",
});

const curves = {
  sine: { rows: sine, noise: 0.1, columns: columns(["x"], "y", "y = sin x"), hidden: [16], spec: adam(0.01, 500) },
  step: {
    rows: step,
    noise: 0.1,
    columns: columns(["x"], "y", "y = 1 if x ≥ 0, else 0"),
    hidden: [16],
    spec: adam(0.01, 500),
  },
  xor: {
    rows: xor,
    columns: { ...columns(["x1", "x2"], "different", "x1 xor x2"), classes: ["no", "yes"] },
    hidden: [4],
    spec: { ...classifier(0.05, 500), batchSize: 4 },
  },
  spiral: {
    rows: spiral,
    noise: 0.02,
    columns: { ...columns(["x1", "x2"], "arm", "two spirals"), classes: ["first", "second"] },
    hidden: [16, 16],
    spec: classifier(0.02, 500),
  },
  saddle: {
    rows: saddle,
    noise: 0.05,
    columns: columns(["x1", "x2"], "y", "y = x1² − x2²"),
    hidden: [16],
    spec: adam(0.01, 500),
  },
  moons: {
    rows: twoMoons,
    noise: 0.1,
    columns: { ...columns(["x1", "x2"], "moon", "two moons"), classes: ["upper", "lower"] },
    hidden: [8],
    spec: classifier(0.02, 300),
  },
} satisfies Record<string, Example>;

/** The name of an example. */
export type ExampleName = "notebook" | keyof typeof curves;

/** The names of all examples, the notebook first. */
export const exampleNames: readonly ExampleName[] = ["notebook", ...(Object.keys(curves) as (keyof typeof curves)[])];

/** How the rows of an example are drawn; undefined if they are always the same. */
export function exampleSample(name: ExampleName): ExampleSample | undefined {
  const { noise }: Partial<Example> = name === "notebook" ? {} : curves[name];
  return noise === undefined ? undefined : { size: SIZE, noise };
}

/** The rows of an example. Noisy ones are split into rows to train on, and rows that judge. @param sample default: as usual. */
export function exampleData(name: ExampleName, sample = exampleSample(name)): TrainingData {
  if (name === "notebook") return notebook().data;
  const { rows, columns: names }: Example = curves[name];
  if (!sample) return { train: rows({ size: 0, noise: 0 }), columns: names };
  return { ...split(rows(sample), TRAINED, { seed: 1, stratify: names.classes !== undefined }), columns: names };
}

/** A training by its name; the same name and options give the same bits. The notebook's is that of `notebook`. */
export function exampleTraining(
  name: ExampleName,
  { hidden, activation }: ExampleOptions = {},
): { spec: TrainingSpec; data: TrainingData } {
  if (name === "notebook") {
    const { spec, data } = notebook();
    const units = hidden ?? spec.network.layers.slice(0, -1).map((layer) => layer.units);
    const layers = units.map((count) => dense(count, activation ?? "relu", { initializer: "normal" }));
    return { data, spec: { ...spec, network: { inputs: 1, layers: [...layers, spec.network.layers.at(-1)!] } } };
  }
  const example: Example = curves[name];
  const data = exampleData(name);
  const layers = (hidden ?? example.hidden).map((count) => dense(count, activation ?? "tanh"));
  const network = { inputs: data.train.inputs, layers: [...layers, dense(data.train.outputs)] };
  return { data, spec: { network, ...example.spec } };
}

function columns(inputs: readonly string[], target: string, formula: string): Columns {
  return { inputs: inputs.map((name) => ({ name, kind: "number" })), targets: [target], formula };
}
