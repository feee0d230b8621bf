import { createTrainer } from "./trainer.ts";
import type { TrainingData } from "./dataset.ts";
import type { Kernels } from "./kernels.ts";
import type { Model } from "./model.ts";
import type { TrainingSpec } from "./training-spec.ts";

/** Trains to the end and returns what was learned: the shortest way from rows to a model. */
export function fit(spec: TrainingSpec, data: TrainingData, options: { kernels?: Kernels } = {}): Model {
  const trainer = createTrainer(spec, data, options);
  while (trainer.step());
  return trainer.model();
}
