/** Threads that share the updates of a training change none of its bits. */
import { createRandom, createTrainer, dense, type Dataset, type Engine, type TrainingSpec } from "@epochal/core";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createThreadedEngine, simdEngine, type StartThread, type ThreadTask } from "../src/index.ts";
import { startThread } from "../src/node/index.ts";
import { openBoard } from "../src/threads/board.ts";

/** Starts real threads, and notes what they were told. */
function startInto(tasks: ThreadTask[]): StartThread {
  return (task) => {
    tasks.push(task);
    startThread(task);
  };
}

/** When all threads wait for something to do. */
async function joined([task]: ThreadTask[], threads: number): Promise<void> {
  const board = openBoard(task!.memory.buffer as unknown as SharedArrayBuffer, task!.layout.board);
  while (board.waiting < threads) await nextTurn();
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

/** What is left of a few epochs; the threads, if any, are there from the second on. */
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
  "batches of rows in their order": {
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
  "an ensemble over a line, whose activations and loss are plain TypeScript, in one batch": {
    network: { inputs: 31, layers: [dense(60, "gelu"), dense(33, "softplus"), dense(1)], members: 3, shortcut: true },
    loss: "huber",
    optimizer: { type: "momentum", learningRate: 0.01 },
    epochs: 3,
    seed: 3,
  },
  "a single output behind a ReLU": {
    network: { inputs: 31, layers: [dense(151, "relu"), dense(90, "relu"), dense(1)] },
    loss: "meanSquaredError",
    optimizer: { type: "rmsProp", learningRate: 0.001 },
    batchSize: 150,
    epochs: 3,
    seed: 4,
  },
};

describe.each(["float64", "float32"] as const)("%s", (precision) => {
  test.each(Object.entries(specs))("%s: two threads, or three, give the bits of one", async (_, given) => {
    const spec = { ...given, precision };
    const data = draw(spec);
    const tasks: ThreadTask[] = [];
    const threads = precision === "float64" ? 2 : 3;
    const engine = createThreadedEngine({ threads, start: startInto(tasks) });
    const together = await train(spec, data, engine, () => joined(tasks, threads - 1));
    expect(tasks).toHaveLength(threads - 1);
    expect(together).toEqual(await train(spec, data, simdEngine));
  });
});

test("a small training starts no thread, and a single thread is asked of nobody", () => {
  const start = () => expect.fail("expected no thread");
  const spec: TrainingSpec = {
    ...specs["a single output behind a ReLU"]!,
    network: { inputs: 31, layers: [dense(1)] },
  };
  const trainer = createTrainer(spec, { train: draw(spec) }, { engine: createThreadedEngine({ threads: 4, start }) });
  expect(trainer.step()).toBeDefined();
  expect(createThreadedEngine({ threads: 1, start })).toBe(simdEngine);
});

test("threads that never come leave the work to the one that is there", async () => {
  const spec = specs["a single output behind a ReLU"]!;
  const data = draw(spec);
  const engine = createThreadedEngine({ threads: 4, start: () => {} });
  expect(await train(spec, data, engine)).toEqual(await train(spec, data, simdEngine));
});

test.each([0, 17, 1.5])("%d threads are refused", (threads) => {
  expect(() => createThreadedEngine({ threads, start: () => {} })).toThrow(
    `createThreadedEngine: expected 1 to 16 threads, got ${threads}`,
  );
});
