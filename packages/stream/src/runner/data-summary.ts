/** The part of the data that a viewer needs to draw a run and to judge its scores, in bounded size. */
import { scoreBaselines, type Dataset, type Scalers, type TrainingData, type TrainingSpec } from "@epochal/core";
import type { DataSummary, SampleRows } from "../events/index.ts";

/** Per part of the data: enough for a picture in a terminal. */
const MAX_SAMPLE_ROWS = 200;

export function summarizeData(data: TrainingData, spec: TrainingSpec, scalers: Scalers): DataSummary {
  const { train, validation, test, columns } = data;
  return {
    rows: { train: train.rows, validation: validation?.rows ?? 0, test: test?.rows ?? 0 },
    ...(columns && { columns }),
    scalers,
    sample: { train: sampleRows(train), ...(validation && { validation: sampleRows(validation) }) },
    baselines: scoreBaselines(data, spec),
  };
}

/** Evenly spaced rows; all of them if they are few. */
function sampleRows({ rows, inputs, outputs, x, y }: Dataset): SampleRows {
  const count = Math.min(rows, MAX_SAMPLE_ROWS);
  const sampled = Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
  return {
    x: sampled.map((row) => Array.from(x.subarray(row * inputs, (row + 1) * inputs))),
    y: sampled.map((row) => Array.from(y.subarray(row * outputs, (row + 1) * outputs))),
  };
}
