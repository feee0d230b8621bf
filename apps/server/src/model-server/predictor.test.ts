import { createDataset, dense, fit } from "@epochal/core";
import type { ThreadListener } from "@epochal/stream/thread";
import { expect, onTestFinished, test } from "vitest";
import { createPredictor } from "./predictor.ts";
import type { PredictReply } from "./predict-reply.ts";
import { parseRows } from "./predict-rows.ts";
import type { PredictTask } from "./predict-worker.ts";

const model = fit(
  { network: { inputs: 1, layers: [dense(1)] }, loss: "meanSquaredError", optimizer: { type: "adam" }, epochs: 1 },
  { train: createDataset([1, 2, 3], [2, 4, 6]) },
);
const small = "[[1.5]]";
const large = `${" ".repeat(2 ** 15)}${small}`;
const isHere = () => false;
const textOf = (reply: PredictReply | "tooBusy" | undefined) => {
  if (typeof reply !== "object") return reply;
  return "json" in reply ? new TextDecoder().decode(reply.json) : reply.problem;
};

/** A predictor whose threads reply when the test does. */
function scripted(maxWaiting = 16) {
  const threads: (ThreadListener<PredictReply> & { readonly tasks: PredictTask[] })[] = [];
  const predictor = createPredictor(model, maxWaiting, (listener) => {
    const tasks: PredictTask[] = [];
    threads.push({ ...listener, tasks });
    return { send: (task) => tasks.push(task), keepAlive() {}, terminate: () => listener.onEnd(undefined) };
  });
  return { predictor, threads };
}

test("a thread predicts a large body with the bits of a small one", async () => {
  const predictor = createPredictor(model, 16);
  onTestFinished(() => predictor.close());
  const replies = [small, large, large].map((text) => predictor.predict(text, undefined, isHere));
  const texts = (await Promise.all(replies)).map(textOf);
  const expected = `${JSON.stringify({ predictions: [{ y: { value: model.predict(1.5) } }], notes: [] })}\n`;
  expect(texts).toEqual([expected, expected, expected]);
  expect(textOf(await predictor.predict(`${large}x`, undefined, isHere))).toMatch(/^predict: invalid JSON: /);
});

test("a model of many inputs predicts few rows at once, which are in memory together", () => {
  const row = Array.from({ length: 10_000 }, () => 1);
  const wide = fit(
    {
      network: { inputs: 10_000, layers: [dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "adam" },
      epochs: 1,
    },
    { train: createDataset([row], [[1]]) },
  );
  const rows = (n: number) => JSON.stringify(Array.from({ length: n }, () => []));
  expect(parseRows(rows(500), wide)).toHaveLength(500);
  expect(() => parseRows(rows(501), wide)).toThrow("predict: expected at most 500 rows, got 501");
});

test("small bodies do not wait for large ones, which are predicted one after another", async () => {
  const { predictor, threads } = scripted();
  let hasLeft = false;
  const first = predictor.predict(large, undefined, isHere);
  const left = predictor.predict(large, undefined, () => hasLeft);
  const last = predictor.predict(large, undefined, isHere);
  expect(textOf(await predictor.predict(small, undefined, isHere))).toContain('"predictions"');
  expect(threads.map(({ tasks }) => tasks.length)).toEqual([1]);
  hasLeft = true;
  threads[0]!.onMessage({ problem: "first" });
  expect([textOf(await first), await left]).toEqual(["first", undefined]);
  threads[0]!.onMessage({ problem: "last" });
  expect([textOf(await last), threads[0]!.tasks.length]).toEqual(["last", 2]);
});

test("a large body beyond those that may wait is refused at once, and a small one is not", async () => {
  const { predictor, threads } = scripted(1);
  const [first, second] = [1, 2].map(() => predictor.predict(large, undefined, isHere));
  expect(await predictor.predict(large, undefined, isHere)).toBe("tooBusy");
  expect(textOf(await predictor.predict(small, undefined, isHere))).toContain('"predictions"');
  threads[0]!.onMessage({ problem: "first" });
  expect(textOf(await first)).toBe("first");
  const third = predictor.predict(large, undefined, isHere);
  for (const text of ["second", "third"]) {
    await new Promise(setImmediate);
    threads[0]!.onMessage({ problem: text });
  }
  expect([textOf(await second), textOf(await third)]).toEqual(["second", "third"]);
});

test("a thread that ends fails its request alone; without memory, the client is asked for fewer rows", async () => {
  const { predictor, threads } = scripted();
  const replies = [1, 2, 3].map(() => predictor.predict(large, undefined, isHere));
  threads[0]!.onEnd(new Error("a defect"));
  await expect(replies[0]).rejects.toThrow("a defect");
  threads[1]!.onEnd(Object.assign(new Error("full"), { code: "ERR_WORKER_OUT_OF_MEMORY" }));
  expect(textOf(await replies[1])).toContain("send fewer rows");
  predictor.close();
  expect([await replies[2], threads.length]).toEqual([undefined, 3]);
});
