import { expect, test, vi } from "vitest";
import { createDataset } from "../data/create-dataset.ts";
import { dense } from "../network/dense.ts";
import { createTrainer } from "./trainer.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import { createReport, scoreBaselines } from "../model/report.ts";
import { createTrainingBaselines } from "./training-baselines.ts";

const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(3, "tanh"), dense(1)], members: 3 },
  loss: "meanSquaredError",
  optimizer: { type: "gradientDescent" },
  folds: true,
  epochs: 2,
};
const x = Array.from({ length: 12 }, (_, i) => i / 4);
const train = {
  ...createDataset(
    x,
    x.map((value) => value * value),
  ),
  weights: Float64Array.from(x, (value) => value),
};
const data = { train };

test("each baseline is fitted once for the scores at the start and for the report", () => {
  const baselines = createTrainingBaselines(data, spec);
  const start = scoreBaselines(data, spec, baselines);
  const fitted = [baselines.predictOutOfFold("mean"), baselines.predictOutOfFold("linear")];
  // The row of weight 0 counts nowhere.
  expect(fitted.map(({ length }) => length)).toEqual([11, 11]);
  const trainer = createTrainer(spec, data);
  trainer.advance(2);
  const used = vi.spyOn(baselines, "predictOutOfFold");
  const report = createReport(trainer.model(), data, { spec, baselines });
  expect(used).toHaveBeenCalledTimes(2);
  for (const { value } of used.mock.results) expect(fitted).toContain(value);
  expect(report).toEqual(createReport(trainer.model(), data, { spec }));
  expect(report.validation).toMatchObject(start);
});
