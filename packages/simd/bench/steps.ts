/**
 * How fast whole trainings go: `npm run bench:steps`. Programs in both precisions and plain TypeScript take turns in one run, in
 * processor time. Samples count where a loop before and after says that nobody else had part of the core: their median is
 * shown, or where that was too seldom the quickest tenth of all; and how many times plain TypeScript that is.
 * W1: 1-10-1, ReLU, gradient descent, all 100 rows in a batch, epochs a second. W2: 8-64-64-1, ReLU, Adam, batches of 32, samples a
 * second.
 */
import {
  createRandom,
  createTrainer,
  dense,
  optimizers,
  type Dataset,
  type Precision,
  type TrainingSpec,
} from "@epochal/core";
import { simdEngine } from "../src/index.ts";
import { peakLoops } from "./peak.ts";

const ROUNDS = 150;
const WARM_UP = 20;
const SAMPLE_MS = 5;
/** How much slower than at its best the busy loop may be, and how many samples must have been so lucky. */
const DISTURBED = 1.08;
const FEWEST = 5;

const { busy } = await peakLoops();

const regression = { loss: "meanSquaredError", epochs: 1e9, seed: 42 } as const;
const workloads: { name: string; unit: string; rows: number; spec: TrainingSpec }[] = [
  {
    name: "W1",
    unit: "epochs/s",
    rows: 100,
    spec: {
      ...regression,
      network: { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
      optimizer: { type: "gradientDescent", learningRate: 0.01 },
    },
  },
  {
    name: "W2",
    unit: "samples/s",
    rows: 1024,
    spec: {
      ...regression,
      network: { inputs: 8, layers: [dense(64, "relu"), dense(64, "relu"), dense(1)] },
      optimizer: { type: "adam", learningRate: 0.001 },
      batchSize: 32,
    },
  },
];

/** Trains for a while and says how much it did; in the unit of its workload. */
type Turn = () => number;

for (const { name, unit, rows, spec } of workloads) {
  const data = draw(rows, spec.network.inputs);
  const turns = {
    plain: byTrainer(spec, data),
    float64: byProgram(spec, data, "float64"),
    float32: byProgram(spec, data, "float32"),
  };
  const speeds = race(Object.values(turns));
  Object.keys(turns).forEach((by, i) => {
    const speed = Math.round(speeds[i]).toLocaleString("en");
    console.log(`${name} ${by.padEnd(8)} ${speed.padStart(10)} ${unit}  ${(speeds[i] / speeds[0]).toFixed(1)} ×`);
  });
}

function draw(rows: number, inputs: number): Dataset {
  const random = createRandom(1);
  const x = Float64Array.from({ length: rows * inputs }, () => random.rand());
  const y = Float64Array.from({ length: rows }, (_, i) => 3 * x[i * inputs] + 2 + 0.1 * random.randn());
  return { rows, inputs, outputs: 1, x, y };
}

/** One epoch. */
function byTrainer(spec: TrainingSpec, train: Dataset): Turn {
  const epochs = createTrainer(spec, { train }).epochs();
  return () => {
    epochs.next();
    return workOf(spec, train, 1);
  };
}

/** As many epochs as there can be in one call; of a training in batches, one. */
function byProgram(spec: TrainingSpec, train: Dataset, precision: Precision): Turn {
  const trainer = createTrainer(spec, { train });
  const { batchSize = train.rows } = spec;
  const optimizerStateLength = trainer.snapshot().memory.length;
  const program = simdEngine({ spec: { ...spec, precision }, train, batchSize, optimizerStateLength })!;
  program.parameters.set(trainer.network.parameters);
  const { type, ...given } = spec.optimizer;
  const settings = { ...optimizers[type].defaults, ...given };
  program.learningRates.fill(settings.learningRate);
  const batches = Math.ceil(train.rows / batchSize);
  let epoch = 0;
  return () => {
    if (batches === 1) {
      const most = program.learningRates.length;
      epoch += program.epochs(most, epoch, settings, Infinity);
      return workOf(spec, train, most);
    }
    program.order.set(createRandom([42, 1, epoch]).permutation(train.rows));
    program.steps(0, batches, epoch * batches, settings);
    epoch += 1;
    return workOf(spec, train, 1);
  };
}

function workOf({ batchSize }: TrainingSpec, { rows }: Dataset, epochs: number): number {
  return batchSize === undefined ? epochs : epochs * rows;
}

/** The speed of each, in work a second; the first rounds only warm up. */
function race(turns: readonly Turn[]): number[] {
  const all = turns.map((): number[] => []);
  const quiet = turns.map((): number[] => []);
  const best = Math.min(...Array.from({ length: 2000 }, busyMs));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    turns.forEach((turn, i) => {
      const before = busyMs();
      const speed = sample(turn);
      if (round < WARM_UP) return;
      all[i].push(speed);
      if (Math.max(before, busyMs()) < DISTURBED * best) quiet[i].push(speed);
    });
  }
  return turns.map((_, i) =>
    quiet[i].length < FEWEST ? all[i].toSorted((a, b) => b - a)[ROUNDS / 10] : medianOf(quiet[i]),
  );
}

/** Work a second, for some milliseconds. */
function sample(turn: Turn): number {
  const start = process.cpuUsage();
  let work = 0;
  let ms = 0;
  while (ms < SAMPLE_MS) {
    work += turn();
    const { user, system } = process.cpuUsage(start);
    ms = (user + system) / 1000;
  }
  return (1000 * work) / ms;
}

function busyMs(): number {
  const start = performance.now();
  busy(20_000);
  return performance.now() - start;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
