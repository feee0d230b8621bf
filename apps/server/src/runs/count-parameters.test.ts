import { createNetwork, dense, type NetworkSpec, type TrainingSpec } from "@epochal/core";
import { expect, test } from "vitest";
import { countActivations, countParameters } from "./count-parameters.ts";

const specs: readonly NetworkSpec[] = [
  { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
  { inputs: 7, layers: [dense(32, "tanh"), dense(16), dense(2)], shortcut: true },
  { inputs: 3, layers: [dense(4), dense(1)], members: 5, shortcut: true },
  { inputs: 2, layers: [dense(1)] },
];

test.each(specs)("the count for %j is that of its network", (spec) => {
  expect(countParameters(spec)).toBe(createNetwork(spec).parameters.length);
});

test("activations are the units of all members times the rows of a batch, at most all rows", () => {
  const of = (network: NetworkSpec, batchSize?: number) =>
    ({ network, ...(batchSize && { batchSize }) }) as TrainingSpec;
  const [small, , ensemble] = specs as [NetworkSpec, NetworkSpec, NetworkSpec];
  expect(countActivations(of(small), 100)).toBe(1100);
  expect(countActivations({ ...of(small), batchSize: null as unknown as number }, 100)).toBe(1100);
  expect(countActivations(of(small, 16), 100)).toBe(176);
  expect(countActivations(of(small, 1000), 100)).toBe(1100);
  // 5 members with 4 + 1 units and 1 unit of the shortcut.
  expect(countActivations(of(ensemble), 10)).toBe(300);
});
