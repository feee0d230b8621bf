/**
 * The speed of whole trainings: `npm run bench:steps`. Sessions in both precisions, with the narrow and the wide modules, and plain
 * TypeScript alternate in one run and are measured in processor time. A sample is quiet if a busy loop before and after it was
 * not slowed down by another process. The report shows the median of the quiet samples, or the fastest tenth of all if too few
 * were quiet, and its ratio to narrow float64. W1 … W4 are those of `npm run bench:peers`, with fewer rows.
 */
import { createRandom, createTrainer, dense, optimizers } from "@epochal/core";
import type { Dataset, Engine, Precision, TrainingSpec } from "@epochal/core";
import { compileFully } from "../scripts/compile-fully.ts";
import { createEngineSession } from "../src/engine-session.ts";
import { f32Relaxed, f64 } from "../src/generated/wasm.ts";
import { createLayout } from "../src/layout.ts";
import { asPrepared } from "../test/trainings.ts";
import { f32Wide, f64Wide } from "../src/node/wide/generated/wasm.ts";
import { textToBytes } from "../src/wasm-text.ts";
import { peakLoops } from "./peak.ts";

const ROUNDS = 60;
const WARM_UP = 10;
const SAMPLE_MS = 5;
/** The largest slowdown of the busy loop for a quiet sample, and the fewest quiet samples for a median. */
const MAX_SLOWDOWN = 1.08;
const MIN_QUIET = 5;

const { busy } = await peakLoops();

const modules = {
  float64: compileFully(textToBytes(f64), false),
  float32: compileFully(textToBytes(f32Relaxed), false),
};
const wideModules = {
  float64: compileFully(textToBytes(f64Wide), true),
  float32: compileFully(textToBytes(f32Wide), true),
};

const regression = { loss: "meanSquaredError", epochs: 1e9, seed: 42 } as const;
/** @param isPlain whether plain TypeScript is measured too: on W3 and W4 it is a hundred times slower. */
const workloads: { name: string; unit: string; rows: number; spec: TrainingSpec; isPlain: boolean }[] = [
  {
    name: "W1",
    unit: "epochs/s",
    rows: 100,
    isPlain: true,
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
    isPlain: true,
    spec: {
      ...regression,
      network: { inputs: 8, layers: [dense(64, "relu"), dense(64, "relu"), dense(1)] },
      optimizer: { type: "adam", learningRate: 0.001 },
      batchSize: 32,
    },
  },
  {
    name: "W3",
    unit: "samples/s",
    rows: 256,
    isPlain: false,
    spec: {
      ...regression,
      loss: "softmaxCrossEntropy",
      network: { inputs: 784, layers: [dense(256, "relu"), dense(128, "relu"), dense(10)] },
      optimizer: { type: "gradientDescent", learningRate: 0.05 },
      batchSize: 128,
    },
  },
  {
    name: "W4",
    unit: "samples/s",
    rows: 512,
    isPlain: false,
    spec: {
      ...regression,
      network: { inputs: 512, layers: [dense(1024, "relu"), dense(1024, "relu"), dense(1)] },
      optimizer: { type: "gradientDescent", learningRate: 0.001 },
      batchSize: 256,
    },
  },
];

/** Trains for a while and returns how much it did, in the unit of its workload. */
type Turn = () => number;

for (const { name, unit, rows, spec, isPlain } of workloads) {
  const data = drawData(rows, spec);
  const turns = {
    float64: engineTurn(spec, data, "float64", modules),
    "float64 wide": engineTurn(spec, data, "float64", wideModules),
    float32: engineTurn(spec, data, "float32", modules),
    "float32 wide": engineTurn(spec, data, "float32", wideModules),
    ...(isPlain && { plain: trainerTurn(spec, data) }),
  };
  const speeds = measureSpeeds(Object.values(turns));
  Object.keys(turns).forEach((by, i) => {
    const speed = Math.round(speeds[i]).toLocaleString("en");
    console.log(`${name} ${by.padEnd(12)} ${speed.padStart(10)} ${unit}  ${(speeds[i] / speeds[0]).toFixed(2)} ×`);
  });
  const ratios = [speeds[1] / speeds[0], speeds[3] / speeds[2]].map((ratio) => ratio.toFixed(2));
  console.log(`${name} wide ÷ narrow: float64 ${ratios[0]}, float32 ${ratios[1]}`);
}

function drawData(rows: number, { network, loss }: TrainingSpec): Dataset {
  const { inputs } = network;
  const outputs = network.layers.at(-1)!.units;
  const random = createRandom(1);
  const x = Float64Array.from({ length: rows * inputs }, () => random.rand());
  const y = Float64Array.from({ length: rows * outputs }, (_, i) =>
    loss === "softmaxCrossEntropy"
      ? Number(i % outputs === Math.floor(i / outputs) % outputs)
      : 3 * x[i * inputs] + 2 + 0.1 * random.randn(),
  );
  return { rows, inputs, outputs, x, y };
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
function engineTurn(spec: TrainingSpec, train: Dataset, precision: Precision, from: typeof modules): Turn {
  const trainer = createTrainer(spec, { train });
  const { batchSize = train.rows } = spec;
  const optimizerStateLength = trainer.snapshot().memory.length;
  const engine: Engine = (plan) => createEngineSession(plan, createLayout(plan), from[precision]);
  const session = engine({ spec: { ...spec, precision }, train: asPrepared(train), batchSize, optimizerStateLength })!;
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
