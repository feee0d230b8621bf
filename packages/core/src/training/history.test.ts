import { expect, test } from "vitest";
import { line } from "../../test/datasets.ts";
import { training } from "../../test/findings.ts";
import { createHistory } from "./history.ts";
import { createTrainer } from "./trainer.ts";

/** A history of epochs with these training losses and, if `isValidated`, ten times larger validation losses. */
function historyOf(losses: readonly number[], { isValidated = false } = {}) {
  const history = createHistory();
  losses.forEach((loss, i) => {
    history.push({
      epoch: i + 1,
      loss,
      ...(isValidated && { validationLoss: 10 * loss }),
      learningRate: 0.1,
      gradientNorm: 1,
    });
  });
  return history;
}

test("a few epochs have a span each", () => {
  const history = historyOf([4, 2, 3], { isValidated: true });
  expect(history.epochs).toBe(3);
  expect(history.spans).toEqual([
    { first: 1, last: 1, loss: 4, rises: 0, validationLoss: 40, lowestLoss: 40, lowestEpoch: 1, learningRate: 0.1 },
    { first: 2, last: 2, loss: 2, rises: 0, validationLoss: 20, lowestLoss: 20, lowestEpoch: 2, learningRate: 0.1 },
    { first: 3, last: 3, loss: 3, rises: 1, validationLoss: 30, lowestLoss: 30, lowestEpoch: 3, learningRate: 0.1 },
  ]);
});

test("many epochs share spans, and each span summarizes exactly its epochs", () => {
  const losses = Array.from({ length: 1000 }, (_, i) => ((i * 37) % 101) + 1);
  const { spans, epochs } = historyOf(losses);
  expect(epochs).toBe(1000);
  expect(spans.length).toBeGreaterThan(64);
  expect(spans.length).toBeLessThanOrEqual(128);
  let next = 1;
  for (const { first, last, loss, rises, lowestLoss: lowest, lowestEpoch } of spans) {
    expect(first).toBe(next);
    const own = losses.slice(first - 1, last);
    expect(loss).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / own.length, 12);
    expect(lowest).toBe(Math.min(...own));
    expect(losses[lowestEpoch - 1]).toBe(lowest);
    expect(rises).toBe(own.filter((value, i) => value > (losses[first - 2 + i] ?? Infinity)).length);
    next = last + 1;
  }
  expect(next).toBe(1001);
});

test("reading the spans after each epoch gives the same as reading them once", () => {
  const losses = Array.from({ length: 700 }, (_, i) => ((i * 37) % 101) + 1);
  const [asked, unasked] = [createHistory(), createHistory()];
  const push = (loss: number, epoch: number) => {
    for (const history of [asked, unasked]) history.push({ epoch, loss, learningRate: 0.1, gradientNorm: 1 });
    expect(asked.spans.at(-1)?.last).toBe(epoch);
  };
  losses.slice(0, 500).forEach((loss, i) => push(loss, i + 1));
  for (const history of [asked, unasked]) history.truncate(333);
  losses.slice(333).forEach((loss, i) => push(loss, i + 334));
  expect(asked.spans).toEqual(unasked.spans);
});

test("truncating removes later epochs, and the history continues from there", () => {
  const history = historyOf(Array.from({ length: 300 }, (_, i) => 300 - i));
  history.truncate(100);
  expect(history.spans.at(-1)?.last).toBe(100);
  history.push({ epoch: 101, loss: 1, learningRate: 0.1, gradientNorm: 1 });
  expect(history.spans.at(-1)).toMatchObject({ first: 101, last: 101, loss: 1, rises: 0 });
  history.truncate(0);
  expect(history.epochs).toBe(0);
  expect(history.spans).toEqual([]);
});

test("truncating inside a span removes the whole span and changes nothing else", () => {
  const history = historyOf(Array.from({ length: 300 }, (_, i) => 300 - i));
  expect(history.spans[0]).toMatchObject({ first: 1, last: 4 });
  history.truncate(102);
  expect(history.spans.at(-1)?.last).toBe(100);
  history.push({ epoch: 103, loss: 7, learningRate: 0.1, gradientNorm: 1 });
  expect(history.spans.at(-1)).toMatchObject({ first: 103, last: 103, loss: 7 });
});

test("truncating beyond the latest epoch clears the history, since the epochs between are unknown", () => {
  const history = historyOf([3, 2, 1]);
  history.truncate(10);
  expect(history.spans).toEqual([]);
});

test("a cleared history starts over", () => {
  const history = historyOf(Array.from({ length: 300 }, (_, i) => i));
  history.clear();
  history.push({ epoch: 301, loss: 5, learningRate: 0.1, gradientNorm: 1 });
  expect(history.spans).toMatchObject([{ first: 301, last: 301, loss: 5, rises: 0 }]);
});

test("a trainer records its epochs, removes those after a restored snapshot, and starts over with new weights", () => {
  const train = line({ rows: 20 });
  const trainer = createTrainer(training({ epochs: 300 }), { train });
  const epochs = trainer.epochs();
  const losses = Array.from({ length: 40 }, () => epochs.next().value!.loss);
  expect(trainer.history.spans.map(({ loss }) => loss)).toEqual(losses);
  const state = trainer.snapshot();
  for (let i = 0; i < 20; i++) epochs.next();
  trainer.restore(state);
  expect(trainer.history.spans.map(({ loss }) => loss)).toEqual(losses);

  const wild = training({ optimizer: { type: "gradientDescent", learningRate: 1e6 }, epochs: 300, restarts: 1 });
  const restarting = createTrainer(wild, { train });
  while (restarting.restarts === 0) restarting.step();
  for (const { epoch } of restarting.epochs()) if (epoch > restarting.startEpoch) break;
  expect(restarting.startEpoch).toBeGreaterThan(1);
  expect(restarting.history.spans[0].first).toBe(restarting.startEpoch + 1);
});
