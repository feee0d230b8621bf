import { createDataset, createTrainer, createReport, dense, type TrainingSpec } from "@epochal/core";
import { expect, test } from "vitest";
import { evaluationLines, type EvaluatedTrial } from "./evaluate-trial.ts";

const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam" },
  epochs: 1,
};
const rows = createDataset([0, 1, 2, 3], [2, 5, 8, 11]);
const data = { train: rows, validation: rows };
const model = createTrainer(spec, data).model();
const { validation } = createReport(model, data, { spec });
const best = { trial: { trial: 2 }, model, validation } as EvaluatedTrial;

test.each<[NonNullable<TrainingSpec["folds"]>, string]>([
  [true, "each row predicted by a network that did not learn from it"],
  ["overlapping", "each row predicted by a network that did not learn from it"],
  [false, "held-out rows"],
])("with folds %s, the validation rows are described as they were used", (folds, how) => {
  const lines = evaluationLines(best, undefined, ["y"], { folds });
  expect(lines).toContainEqual(expect.stringMatching(`^validation: ${how};`));
});
