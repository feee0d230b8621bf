import { createNetwork, dense, type NetworkSpec, type TrainingSpec } from "@epochal/core";
import { expect, test } from "vitest";
import { countActivations, countParameters } from "./count-parameters.ts";

const specs: readonly NetworkSpec[] = [
  { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
  { inputs: 7, layers: [dense(32, "tanh"), dense(16), dense(2)], shortcut: true },
  { inputs: 3, layers: [dense(4), dense(1)], members: 5, shortcut: true },
  { inputs: 2, layers: [dense(1)] },
];

test.each(specs)("of %j there are as many as its network has", (spec) => {
  expect(countParameters(spec)).toBe(createNetwork(spec).parameters.length);
});

test("each unit of each member holds a number for each row of a batch, which is all rows or fewer", () => {
  const of = (network: NetworkSpec, batchSize?: number) =>
    ({ network, ...(batchSize && { batchSize }) }) as TrainingSpec;
  const [small, , ensemble] = specs as [NetworkSpec, NetworkSpec, NetworkSpec];
  expect(countActivations(of(small), 100)).toBe(1100);
  expect(countActivations({ ...of(small), batchSize: null as unknown as number }, 100)).toBe(1100);
  expect(countActivations(of(small, 16), 100)).toBe(176);
  expect(countActivations(of(small, 1000), 100)).toBe(1100);
  // 4 units, 1, and 1 of the shortcut; 5 members.
  expect(countActivations(of(ensemble), 10)).toBe(300);
});
