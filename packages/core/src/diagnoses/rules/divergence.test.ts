import { expect, test } from "vitest";
import { createDataset, createTrainer, dense, diagnose, type TrainingSpec } from "../../index.ts";
import { line } from "../../../test/datasets.ts";
import { findingOf, training } from "../../../test/findings.ts";

const diverging: TrainingSpec = training({ optimizer: { type: "gradientDescent", learningRate: 100 }, epochs: 1000 });

test("a diverged training reports the advice and the network that is kept", () => {
  const data = { train: line({ rows: 50 }) };
  const trainer = createTrainer(diverging, data);
  while (trainer.step());
  expect(trainer.end?.reason).toBe("diverged");
  expect(findingOf("divergence", diverging, data)).toEqual({
    rule: "divergence",
    epoch: trainer.epoch,
    text:
      `epoch ${trainer.epoch + 1} ended with numbers that are not finite: the learning rate 100 is probably too large, ` +
      "try a tenth of it; the untrained network is kept",
  });
});

test("missing scaling is reported as the cause", () => {
  const train = createDataset([50, 100, 150, 400], [150_000, 300_000, 500_000, 1_100_000]);
  const spec: TrainingSpec = {
    ...diverging,
    network: { inputs: 1, layers: [dense(1)] },
    optimizer: { type: "gradientDescent", learningRate: 0.01 },
  };
  expect(findingOf("divergence", spec, { train })?.text).toContain(
    "the inputs and targets are not scaled, which makes the learning rate 0.01 too large: scale them",
  );
  expect(findingOf("divergence", { ...spec, scaling: { inputs: "standard", targets: "standard" } }, { train })).toBe(
    undefined,
  );
});

test("before its end a training is not reported as diverged", () => {
  const trainer = createTrainer(diverging, { train: line({ rows: 50 }) });
  for (const { epoch } of trainer.epochs()) if (epoch === 3) break;
  expect(diagnose(trainer).map(({ rule }) => rule)).not.toContain("divergence");
});
