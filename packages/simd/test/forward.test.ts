/** Predictions of the members of a session. */
import { createRandom, createTrainer, dense, predictFlat, type Dataset } from "@epochal/core";
import { expect, test } from "vitest";
import { simdEngine } from "../src/index.ts";
import { drawRows, training } from "./trainings.ts";

/** A session with random parameters, and `plain`: the predictions of plain TypeScript with a member's parameters. */
function createCase(validationRows: number, { members = 3, shortcut = true, batchSize = 5 } = {}) {
  const network = { inputs: 3, layers: [dense(6, "gelu"), dense(7, "relu"), dense(2)], members, shortcut };
  const { spec, train } = training({ network, batchSize }, { rows: 23 });
  const validation = drawRows({ ...spec, seed: 99 }, validationRows);
  const trainer = createTrainer(spec, { train, validation });
  const session = simdEngine({
    spec,
    train,
    validation,
    batchSize,
    optimizerStateLength: trainer.snapshot().memory.length,
  })!;
  const random = createRandom(5);
  session.parameters.set(Float64Array.from(session.parameters, () => random.randn()));
  const count = session.parameters.length / members;
  const plain = (member: number, { x }: Dataset) => {
    const single = createTrainer({ ...spec, network: { ...network, members: 1 } }, { train }).network;
    single.parameters.set(session.parameters.subarray(member * count, (member + 1) * count));
    return predictFlat(single, x);
  };
  return { session, plain, train, validation };
}

test("a member predicts what plain TypeScript predicts with its parameters", () => {
  // Up to more rows than a batch has, and more than one forward pass predicts.
  for (const rows of [1, 5, 64, 65, 200]) {
    const { session, plain, train, validation } = createCase(rows);
    for (let member = 0; member < 3; member++) {
      expect(session.forward(member, "validation")).toEqual(plain(member, validation));
      expect(session.forward(member, "train")).toEqual(plain(member, train));
    }
  }
});

test("without a shortcut too", () => {
  const { session, plain, validation } = createCase(70, { shortcut: false, batchSize: 23 });
  expect(session.forward(2, "validation")).toEqual(plain(2, validation));
});

test("predictions are overwritten by the next call", () => {
  const { session } = createCase(9);
  const first = session.forward(0, "validation");
  const copy = first.slice();
  expect(session.forward(1, "validation")).not.toEqual(copy);
  expect(session.forward(0, "validation")).toBe(first);
  expect(first).toEqual(copy);
});

test("a member predicts the rows of its fold, as it predicts them among all rows", () => {
  const { spec, train } = training({}, { rows: 23 });
  const folds = Uint8Array.from({ length: 23 }, (_, i) => (i * i) % 3);
  const network = { ...spec.network, members: 3 };
  const session = simdEngine({ spec: { ...spec, network }, train, folds, batchSize: 5, optimizerStateLength: 0 })!;
  const random = createRandom(5);
  session.parameters.set(Float64Array.from(session.parameters, () => random.randn()));
  const { units: outputs } = network.layers.at(-1)!;
  for (let member = 0; member < 3; member++) {
    const ofFold = session.forward(member, "train").filter((_, k) => folds[Math.floor(k / outputs)] === member);
    expect(session.forward(member, "fold")).toEqual(ofFold);
  }
});

test("a part without rows has no predictions", () => {
  const { spec, train } = training();
  const session = simdEngine({ spec, train, batchSize: 13, optimizerStateLength: 0 })!;
  expect(session.forward(0, "validation")).toHaveLength(0);
});
