/** Threads that share the updates of a training do not change its bits. */
import { createRandom, createTrainer, dense, type Dataset, type Engine, type TrainingSpec } from "@epochal/core";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createThreadedEngine, simdEngine, type StartThread, type ThreadTask } from "../src/index.ts";
import { startThread } from "../src/node/index.ts";
import { openWorkBoard } from "../src/threads/work-board.ts";

/** Starts real threads and records their tasks. */
function startAndRecord(tasks: ThreadTask[]): StartThread {
  return (task) => {
    tasks.push(task);
    startThread(task);
  };
}

/** Resolves when all threads wait for work. */
async function threadsReady([task]: ThreadTask[], threads: number): Promise<void> {
  const board = openWorkBoard(task!.memory.buffer as unknown as SharedArrayBuffer, task!.layout.board);
  while (board.readyThreads < threads) await nextTurn();
}

const ROWS = 331;

function draw({ network, loss }: TrainingSpec): Dataset {
  const random = createRandom(7);
  const outputs = network.layers.at(-1)!.units;
  const { inputs } = network;
  const x = Float64Array.from({ length: ROWS * inputs }, () => random.randn());
  const y = Float64Array.from({ length: ROWS * outputs }, (_, k) =>
    loss === "softmaxCrossEntropy" ? Number(k % outputs === Math.floor(k / outputs) % outputs) : random.randn(),
  );
  const weights = Float64Array.from({ length: ROWS }, () => random.rand());
  return { rows: ROWS, inputs, outputs, x, y, weights };
}

/** The result of a few epochs; threads, if any, help from the second epoch. */
async function train(spec: TrainingSpec, data: Dataset, engine: Engine, ready: () => Promise<void> = async () => {}) {
  const trainer = createTrainer(spec, { train: data }, { engine });
  const losses: number[] = [];
  for (const { loss } of trainer.epochs()) {
    losses.push(loss);
    if (trainer.epoch === 1) await ready();
  }
  const { parameters, memory } = trainer.snapshot();
  return { losses, parameters, memory };
}

const wide = { inputs: 31, layers: [dense(101, "relu"), dense(67, "tanh"), dense(3)] };
const specs: Record<string, TrainingSpec> = {
  "plain gradient descent, in odd batches": {
    network: wide,
    loss: "meanSquaredError",
    optimizer: { type: "gradientDescent", learningRate: 0.01 },
    batchSize: 170,
    epochs: 3,
    seed: 1,
  },
  "batches of rows in their original order": {
    network: wide,
    loss: "meanSquaredError",
    optimizer: { type: "gradientDescent", learningRate: 0.01 },
    batchSize: 170,
    shuffle: false,
    epochs: 3,
    seed: 1,
  },
  "Adam, clipping, penalties and a schedule": {
    network: wide,
    loss: "softmaxCrossEntropy",
    optimizer: { type: "adamW", learningRate: 0.01 },
    schedule: { type: "cosine" },
    clipping: { norm: 0.5 },
    penalty: { l1: 1e-4, l2: 1e-3 },
    batchSize: 170,
    epochs: 3,
    seed: 2,
  },
  "an ensemble with a shortcut, whose activations and loss are plain TypeScript, in one batch": {
    network: { inputs: 31, layers: [dense(60, "gelu"), dense(33, "softplus"), dense(1)], members: 3, shortcut: true },
    loss: "huber",
    optimizer: { type: "momentum", learningRate: 0.01 },
    epochs: 3,
    seed: 3,
  },
  "an ensemble by folds, as recipes have": {
    network: { inputs: 31, layers: [dense(64, "relu"), dense(33, "relu"), dense(1)], members: 5, shortcut: true },
    loss: "meanSquaredError",
    optimizer: { type: "adamW", learningRate: 0.003, weightDecay: 0.01 },
    schedule: { type: "cosine" },
    folds: "overlapping",
    batchSize: 32,
    epochs: 3,
    seed: 5,
  },
  "an ensemble without folds, and rows in their original order": {
    network: { inputs: 31, layers: [dense(40, "tanh"), dense(35, "gelu"), dense(2)], members: 4 },
    loss: "meanSquaredError",
    optimizer: { type: "adamW", learningRate: 0.003, weightDecay: 0.3 },
    penalty: { l2: 1e-3 },
    clipping: { norm: 0.5, value: 0.1 },
    batchSize: 50,
    shuffle: false,
    epochs: 3,
    seed: 6,
  },
  "fewer members than threads": {
    network: { inputs: 31, layers: [dense(64, "relu"), dense(64, "relu"), dense(1)], members: 2 },
    loss: "meanSquaredError",
    optimizer: { type: "adamW", learningRate: 0.003 },
    batchSize: 60,
    epochs: 3,
    seed: 7,
  },
  "a single output after a ReLU": {
    network: { inputs: 31, layers: [dense(151, "relu"), dense(90, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "rmsProp", learningRate: 0.001 },
    batchSize: 150,
    epochs: 3,
    seed: 4,
  },
};

describe.each(["float64", "float32"] as const)("%s", (precision) => {
  test.each(Object.entries(specs))("%s: two or three threads give the bits of one", async (_, given) => {
    const spec = { ...given, precision };
    const data = draw(spec);
    const tasks: ThreadTask[] = [];
    const threads = precision === "float64" ? 2 : 3;
    const engine = createThreadedEngine({ threads, start: startAndRecord(tasks) });
    const together = await train(spec, data, engine, () => threadsReady(tasks, threads - 1));
    expect(tasks).toHaveLength(threads - 1);
    expect(together).toEqual(await train(spec, data, simdEngine));
  });
});

test("a small training starts no thread, and neither does a limit of one thread", () => {
  const start = () => expect.fail("expected no thread");
  const spec: TrainingSpec = {
    ...specs["a single output after a ReLU"]!,
    network: { inputs: 31, layers: [dense(1)] },
  };
  const trainer = createTrainer(spec, { train: draw(spec) }, { engine: createThreadedEngine({ threads: 4, start }) });
  expect(trainer.step()).toBeDefined();
  expect(createThreadedEngine({ threads: 1, start })).toBe(simdEngine);
});

test("the threads of a single network need no memory for a batch of their own, as those of an ensemble do", () => {
  const memoryBetween = (name: keyof typeof specs) => {
    const spec = specs[name]!;
    const tasks: ThreadTask[] = [];
    const engine = createThreadedEngine({ threads: 3, start: (task) => void tasks.push(task) });
    createTrainer(spec, { train: draw(spec) }, { engine }).step();
    return tasks[1]!.scratch - tasks[0]!.batch;
  };
  expect(memoryBetween("a single output after a ReLU")).toBe(0);
  expect(memoryBetween("fewer members than threads")).toBeGreaterThan(0);
});

test("a training runs on its own thread if the others never start", async () => {
  const spec = specs["a single output after a ReLU"]!;
  const data = draw(spec);
  const engine = createThreadedEngine({ threads: 4, start: () => {} });
  expect(await train(spec, data, engine)).toEqual(await train(spec, data, simdEngine));
});

test.each([0, 17, 1.5])("%d threads are rejected", (threads) => {
  expect(() => createThreadedEngine({ threads, start: () => {} })).toThrow(
    `createThreadedEngine: expected 1 to 16 threads, got ${threads}`,
  );
});
