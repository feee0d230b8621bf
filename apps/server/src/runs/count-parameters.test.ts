import { createNetwork, dense, type NetworkSpec } from "@epochal/core";
import { expect, test } from "vitest";
import { countParameters } from "./count-parameters.ts";

const specs: readonly NetworkSpec[] = [
  { inputs: 1, layers: [dense(10, "relu"), dense(1)] },
  { inputs: 7, layers: [dense(32, "tanh"), dense(16), dense(2)], shortcut: true },
  { inputs: 3, layers: [dense(4), dense(1)], members: 5, shortcut: true },
  { inputs: 2, layers: [dense(1)] },
];

test.each(specs)("of %j there are as many as its network has", (spec) => {
  expect(countParameters(spec)).toBe(createNetwork(spec).parameters.length);
});
