/** The trainings that all competitors run: plain data, and files of numbers that every language can read. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createNetwork,
  createRandom,
  dense,
  initialize,
  type NetworkSpec,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { notebook } from "@epochal/data";
import { cacheFolder } from "./install-peers.ts";

/** A network of ReLU layers with a linear output layer, and its training. Competitors receive it as JSON. */
export interface Workload {
  readonly name: string;
  readonly inputs: number;
  /** The units of each layer, output layer included. */
  readonly units: readonly number[];
  /** For MSE the gradient is that of ½ · MSE, as in the notebook. */
  readonly loss: "meanSquaredError" | "softmaxCrossEntropy";
  readonly optimizer: "gradientDescent" | "adam";
  readonly learningRate: number;
  readonly rows: number;
  /** Equal to `rows` for full-batch gradient descent. */
  readonly batchSize: number;
  /** Competitors must agree on the mean loss over this number of first batches. */
  readonly checkBatches: number;
  /** Files of float64: x `[rows, inputs]`, y `[rows, outputs]`, and the initial W and b of each layer in turn. */
  readonly files: { readonly x: string; readonly y: string; readonly parameters: string };
}

interface Numbers {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly network: NetworkSpec;
  readonly seed: number;
}

type Plan = Omit<Workload, "files">;

const SEED = 42;

const byDescent = { loss: "meanSquaredError", optimizer: "gradientDescent" } as const;
const byAdam = { loss: "meanSquaredError", optimizer: "adam" } as const;
const classifier = { loss: "softmaxCrossEntropy", optimizer: "gradientDescent", learningRate: 0.05 } as const;
const sizes = (rows: number, batchSize: number, checkBatches: number) => ({ rows, batchSize, checkBatches });

const plans: readonly Plan[] = [
  { name: "W1", inputs: 1, units: [10, 1], ...byDescent, learningRate: 0.01, ...sizes(100, 100, 200) },
  { name: "W2", inputs: 8, units: [64, 64, 1], ...byAdam, learningRate: 0.001, ...sizes(20_000, 32, 600) },
  { name: "W3", inputs: 784, units: [256, 128, 10], ...classifier, ...sizes(10_000, 128, 20) },
  { name: "W4", inputs: 512, units: [1024, 1024, 1], ...byDescent, learningRate: 0.001, ...sizes(4_096, 256, 2) },
];

/** Writes the files of the four workloads that claims are made about. */
export function writeWorkloads(): Workload[] {
  return plans.map(writeWorkload);
}

/** W1 or W2 as a training to watch: long enough for a minute at full speed. */
export function trainingOf(name: "W1" | "W2"): { spec: TrainingSpec; data: TrainingData } {
  const plan = plans.find((one) => one.name === name)!;
  const { rows, inputs, loss, optimizer, learningRate, batchSize } = plan;
  const { x, y, network, seed } = numbersOf(plan);
  const epochs = name === "W1" ? 60_000_000 : 2_400;
  const spec = { network, loss, optimizer: { type: optimizer, learningRate }, batchSize, epochs, seed };
  return { spec, data: { train: { rows, inputs, outputs: 1, x, y } } };
}

/** W2 with a different width or batch size: 8 inputs, two hidden layers of `width`, one output, Adam. */
export function writeGrowthWorkload(width: number, batchSize: number): Workload {
  const rows = 2_048;
  return writeWorkload({
    name: `8-${width}-${width}-1, batch ${batchSize}`,
    inputs: 8,
    units: [width, width, 1],
    ...byAdam,
    // Wider networks need smaller steps.
    learningRate: 0.0064 / width,
    rows,
    batchSize,
    checkBatches: rows / 2 / batchSize,
  });
}

export function networkOf({ inputs, units }: Pick<Workload, "inputs" | "units">): NetworkSpec {
  return { inputs, layers: units.map((count, i) => dense(count, i < units.length - 1 ? "relu" : "identity")) };
}

function writeWorkload(plan: Plan): Workload {
  const { x, y, network: spec, seed } = numbersOf(plan);
  const network = createNetwork(spec);
  initialize(network, createRandom(seed));
  const folder = join(cacheFolder, "workloads");
  mkdirSync(folder, { recursive: true });
  const write = (name: string, values: Float64Array) => {
    const path = join(folder, `${plan.name.replaceAll(/[^\w-]+/g, "-")}-${name}.f64`);
    writeFileSync(path, values);
    return path;
  };
  const parameters = Float64Array.from(network.parameters);
  return { ...plan, files: { x: write("x", x), y: write("y", y), parameters: write("parameters", parameters) } };
}

function numbersOf(plan: Plan): Numbers {
  if (plan.name === "W1") {
    const { spec, data } = notebook();
    return { x: data.train.x, y: data.train.y, network: spec.network, seed: spec.seed ?? SEED };
  }
  const numbers = plan.loss === "softmaxCrossEntropy" ? classes(plan) : surface(plan);
  return { ...numbers, network: networkOf(plan), seed: SEED };
}

/** Normal inputs; the target is a plane plus a wave plus noise. */
function surface({ rows, inputs }: Plan): { x: Float64Array; y: Float64Array } {
  const random = createRandom(SEED);
  const x = Float64Array.from({ length: rows * inputs }, () => random.randn());
  const slope = Array.from({ length: inputs }, () => random.randn() / Math.sqrt(inputs));
  const wave = Array.from({ length: inputs }, () => random.randn() / Math.sqrt(inputs));
  const y = Float64Array.from({ length: rows }, (_, i) => {
    const along = (direction: number[]) => direction.reduce((sum, d, j) => sum + d * x[i * inputs + j]!, 0);
    return along(slope) + Math.sin(2 * along(wave)) + 0.1 * random.randn();
  });
  return { x, y };
}

/** Ten noisy pictures with values from 0 to 1, mostly 0, like handwritten digits; one label in ten is wrong. */
function classes({ rows, inputs, units }: Plan): { x: Float64Array; y: Float64Array } {
  const random = createRandom(SEED);
  const count = units.at(-1)!;
  const pictures = Float64Array.from({ length: count * inputs }, () => Math.max(0, random.rand() - 0.7) / 0.3);
  const x = new Float64Array(rows * inputs);
  const y = new Float64Array(rows * count);
  for (let i = 0; i < rows; i++) {
    const picture = Math.floor(random.rand() * count);
    for (let j = 0; j < inputs; j++) {
      const noise = Math.max(0, random.rand() - 0.7) / 0.3;
      x[i * inputs + j] = 0.3 * pictures[picture * inputs + j]! + 0.7 * noise;
    }
    const label = random.rand() < 0.1 ? Math.floor(random.rand() * count) : picture;
    y[i * count + label] = 1;
  }
  return { x, y };
}
