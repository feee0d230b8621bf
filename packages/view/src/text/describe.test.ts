import { createNetwork, dense, type NetworkSpec, type TrainingSpec } from "@epochal/core";
import { expect, test } from "vitest";
import { countParameters, describeEnd, describeLoss, describeNetwork, describeOptimizer } from "./describe.ts";

const cases: [spec: NetworkSpec, words: string][] = [
  [{ inputs: 1, layers: [dense(10, "relu"), dense(1)] }, "1-10-1 relu"],
  [{ inputs: 9, layers: [dense(32, "tanh"), dense(1)], shortcut: true }, "9-32-1 tanh + line"],
  [{ inputs: 9, layers: [dense(8, "relu"), dense(4, "tanh"), dense(2)], members: 5 }, "5 × 9-8-4-2 relu+tanh"],
  [{ inputs: 3, layers: [dense(2)], members: 3, shortcut: true }, "3 × 3-2 + line"],
];

test.each(cases)(
  "%o is described by its parts, and has as many parameters as the network that core makes",
  (spec, words) => {
    expect(describeNetwork(spec)).toBe(words);
    expect(countParameters(spec)).toBe(createNetwork(spec).parameters.length);
  },
);

test("a word of a later version, or of a hostile server, is shown as it is", () => {
  expect(describeEnd({ reason: "early", epoch: 1 })).toBe("stopped early after 1 epoch");
  expect(describeEnd({ reason: "constructor" as "early", epoch: 2 })).toBe("ended (constructor) after 2 epochs");
  expect(describeOptimizer({ type: "constructor" as "adam" })).toBe("constructor");
  expect(describeLoss({ loss: { type: "toString" as "huber" } } as TrainingSpec)).toBe("toString");
});
