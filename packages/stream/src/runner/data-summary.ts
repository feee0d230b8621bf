/** The part of the data that a viewer needs to draw a run and to judge its scores, in bounded size. */
import { sampleRows, scoreBaselines } from "@epochal/core";
import type { Dataset, Scalers, TrainingBaselines, TrainingData, TrainingSpec } from "@epochal/core";
import type { DataSummary, SampleRows } from "../events/index.ts";

/** Per part of the data: enough for a picture in a terminal. */
const MAX_SAMPLE_ROWS = 200;

export function summarizeData(
  data: TrainingData,
  spec: TrainingSpec,
  scalers: Scalers,
  baselines: TrainingBaselines,
): DataSummary {
  const { train, validation, test, columns } = data;
  return {
    rows: { train: train.rows, validation: validation?.rows ?? 0, test: test?.rows ?? 0 },
    ...(columns && { columns }),
    scalers,
    sample: { train: sampleOf(train), ...(validation && { validation: sampleOf(validation) }) },
    baselines: scoreBaselines(data, spec, baselines),
  };
}

function sampleOf(dataset: Dataset): SampleRows {
  const { rows, inputs, outputs, x, y } = sampleRows(dataset, MAX_SAMPLE_ROWS);
  const lists = (values: Float64Array, width: number) =>
    Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
  return { x: lists(x, inputs), y: lists(y, outputs) };
}
