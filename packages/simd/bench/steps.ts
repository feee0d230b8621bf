/**
 * The speed of whole trainings: `npm run bench:steps`. Sessions in both precisions and plain TypeScript alternate in one run and
 * are measured in processor time. A sample is quiet if a busy loop before and after it was not slowed down by another process.
 * The report shows the median of the quiet samples, or the fastest tenth of all if too few were quiet, and its ratio to plain.
 * W1: 1-10-1, ReLU, gradient descent, all 100 rows in a batch, in epochs/s. W2: 8-64-64-1, ReLU, Adam, batches of 32, in rows/s.
 */
import { createRandom, createTrainer, dense, optimizers } from "@epochal/core";
import type { Dataset, Precision, TrainingSpec } from "@epochal/core";
import { simdEngine } from "../src/index.ts";
import { peakLoops } from "./peak.ts";

const ROUNDS = 150;
const WARM_UP = 20;
const SAMPLE_MS = 5;
/** The largest slowdown of the busy loop for a quiet sample, and the fewest quiet samples for a median. */
const MAX_SLOWDOWN = 1.08;
const MIN_QUIET = 5;

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

/** Trains for a while and returns how much it did, in the unit of its workload. */
type Turn = () => number;

for (const { name, unit, rows, spec } of workloads) {
  const data = drawData(rows, spec.network.inputs);
  const turns = {
    plain: trainerTurn(spec, data),
    float64: engineTurn(spec, data, "float64"),
    float32: engineTurn(spec, data, "float32"),
  };
  const speeds = measureSpeeds(Object.values(turns));
  Object.keys(turns).forEach((by, i) => {
    const speed = Math.round(speeds[i]).toLocaleString("en");
    console.log(`${name} ${by.padEnd(8)} ${speed.padStart(10)} ${unit}  ${(speeds[i] / speeds[0]).toFixed(1)} ×`);
  });
}

function drawData(rows: number, inputs: number): Dataset {
  const random = createRandom(1);
  const x = Float64Array.from({ length: rows * inputs }, () => random.rand());
  const y = Float64Array.from({ length: rows }, (_, i) => 3 * x[i * inputs] + 2 + 0.1 * random.randn());
  return { rows, inputs, outputs: 1, x, y };
}

/** One epoch. */
function trainerTurn(spec: TrainingSpec, train: Dataset): Turn {
  const epochs = createTrainer(spec, { train }).epochs();
  return () => {
    epochs.next();
    return workOf(spec, train, 1);
  };
}

/** As many epochs as fit in one call; one epoch if the training has several batches. */
function engineTurn(spec: TrainingSpec, train: Dataset, precision: Precision): Turn {
  const trainer = createTrainer(spec, { train });
  const { batchSize = train.rows } = spec;
  const optimizerStateLength = trainer.snapshot().memory.length;
  const session = simdEngine({ spec: { ...spec, precision }, train, batchSize, optimizerStateLength })!;
  session.parameters.set(trainer.network.parameters);
  const { type, ...given } = spec.optimizer;
  const settings = { ...optimizers[type].defaults, ...given };
  session.learningRates.fill(settings.learningRate);
  const batches = Math.ceil(train.rows / batchSize);
  let epoch = 0;
  return () => {
    if (batches === 1) {
      const perCall = session.learningRates.length;
      epoch += session.epochs(perCall, epoch, settings, Infinity);
      return workOf(spec, train, perCall);
    }
    session.order.set(createRandom([42, 1, epoch]).permutation(train.rows));
    session.steps(0, batches, epoch * batches, settings);
    epoch += 1;
    return workOf(spec, train, 1);
  };
}

function workOf({ batchSize }: TrainingSpec, { rows }: Dataset, epochs: number): number {
  return batchSize === undefined ? epochs : epochs * rows;
}

/** The speed of each in work per second; the first rounds only warm up. */
function measureSpeeds(turns: readonly Turn[]): number[] {
  const all = turns.map((): number[] => []);
  const quiet = turns.map((): number[] => []);
  const best = Math.min(...Array.from({ length: 2000 }, busyMs));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    turns.forEach((turn, i) => {
      const before = busyMs();
      const speed = sample(turn);
      if (round < WARM_UP) return;
      all[i].push(speed);
      if (Math.max(before, busyMs()) < MAX_SLOWDOWN * best) quiet[i].push(speed);
    });
  }
  return turns.map((_, i) =>
    quiet[i].length < MIN_QUIET ? all[i].toSorted((a, b) => b - a)[ROUNDS / 10] : medianOf(quiet[i]),
  );
}

/** Work per second, measured for SAMPLE_MS. */
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
