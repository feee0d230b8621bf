import { expect, test } from "vitest";
import { createTrainer, dense } from "../../index.ts";
import { sine } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const train = sine({ rows: 50 });

test("a step layer is reported before the first update, and the layers up to it never change", () => {
  const spec = training({ network: { inputs: 1, layers: [dense(4, "tanh"), dense(4, "step"), dense(1)] }, epochs: 20 });
  expect(findingOf("flatActivation", spec, { train })).toEqual({
    rule: "flatActivation",
    epoch: 0,
    text: "layers 1 to 2 never learn: the step of layer 2 passes no gradient, since its slope is 0; use sigmoid instead",
  });
  const trainer = createTrainer(spec, { train });
  const [first, second, last] = trainer.network.layers;
  const before = [first, second, last].map(({ W }) => W.slice());
  while (trainer.step());
  expect([first.W, second.W]).toEqual(before.slice(0, 2));
  expect(last.W).not.toEqual(before[2]);
});

test("layers with a slope are not reported", () => {
  expect(findingOf("flatActivation", training({ epochs: 1 }), { train })).toBeUndefined();
});
