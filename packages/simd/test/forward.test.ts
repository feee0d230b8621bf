/** What the members of a program say. */
import { createRandom, createTrainer, dense, predictFlat, type Dataset } from "@epochal/core";
import { expect, test } from "vitest";
import { simdEngine } from "../src/index.ts";
import { drawRows, training } from "./trainings.ts";

/** A network of one member of a program, with parameters of its own, and what plain TypeScript says with it. */
function said(validationRows: number, { members = 3, shortcut = true, batchSize = 5 } = {}) {
  const network = { inputs: 3, layers: [dense(6, "gelu"), dense(7, "relu"), dense(2)], members, shortcut };
  const { spec, train } = training({ network, batchSize }, { rows: 23 });
  const validation: Dataset = drawRows({ ...spec, seed: 99 }, validationRows);
  const trainer = createTrainer(spec, { train, validation });
  const program = simdEngine({
    spec,
    train,
    validation,
    batchSize,
    optimizerStateLength: trainer.snapshot().memory.length,
  })!;
  const random = createRandom(5);
  program.parameters.set(Float64Array.from(program.parameters, () => random.randn()));
  const count = program.parameters.length / members;
  const plain = (member: number, { x }: Dataset) => {
    const alone = createTrainer({ ...spec, network: { ...network, members: 1 } }, { train }).network;
    alone.parameters.set(program.parameters.subarray(member * count, (member + 1) * count));
    return predictFlat(alone, x);
  };
  return { program, plain, train, validation };
}

test("a member says of rows what plain TypeScript says with its parameters", () => {
  // More rows than a batch has, and more than are predicted at once.
  for (const rows of [1, 5, 64, 65, 200]) {
    const { program, plain, train, validation } = said(rows);
    for (let member = 0; member < 3; member++) {
      expect(program.forward(member, "validation")).toEqual(plain(member, validation));
      expect(program.forward(member, "train")).toEqual(plain(member, train));
    }
  }
});

test("without a straight line too", () => {
  const { program, plain, validation } = said(70, { shortcut: false, batchSize: 23 });
  expect(program.forward(2, "validation")).toEqual(plain(2, validation));
});

test("what is said is overwritten by the next call, and is not part of the training", () => {
  const { program } = said(9);
  const first = program.forward(0, "validation");
  const copy = first.slice();
  expect(program.forward(1, "validation")).not.toEqual(copy);
  expect(program.forward(0, "validation")).toBe(first);
  expect(first).toEqual(copy);
});

test("a part without rows has no predictions", () => {
  const { spec, train } = training();
  const program = simdEngine({ spec, train, batchSize: 13, optimizerStateLength: 0 })!;
  expect(program.forward(0, "validation")).toHaveLength(0);
});
