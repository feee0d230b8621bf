import { encodeRow } from "../data/encode-row.ts";
import { createTrainer } from "./trainer.ts";
import type { TrainingData } from "../data/dataset.ts";
import type { Model } from "../model/model.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { BackendOptions } from "../backend/update-backend.ts";

/** Trains to the end and returns the model: the shortest way from rows to predictions. */
export function fit(spec: TrainingSpec, data: TrainingData, options: BackendOptions = {}): Model {
  const trainer = createTrainer(spec, data, options);
  while (!trainer.end) trainer.advance(1024);
  return trainer.model(encodeRow);
}
