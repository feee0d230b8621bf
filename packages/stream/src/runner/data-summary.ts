/** What a viewer needs of the data to draw and to judge, however large it is. */
import { scoreBaselines, type Dataset, type Scalers, type TrainingData } from "@epochal/core";
import type { DataSummary, SampleRows } from "../events/index.ts";

/** Most rows of a part that are sent along: enough for a picture in a terminal. */
const SAMPLE_ROWS = 200;

export function summarizeData(data: TrainingData, scalers: Scalers): DataSummary {
  const { train, validation, test, columns } = data;
  return {
    rows: { train: train.rows, validation: validation?.rows ?? 0, test: test?.rows ?? 0 },
    ...(columns && { columns }),
    scalers,
    sample: { train: sampleRows(train), ...(validation && { validation: sampleRows(validation) }) },
    baselines: scoreBaselines(train, validation ?? train),
  };
}

/** Rows at even distances, all of them where there are few. */
function sampleRows({ rows, inputs, outputs, x, y }: Dataset): SampleRows {
  const count = Math.min(rows, SAMPLE_ROWS);
  const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
  return {
    x: chosen.map((row) => Array.from(x.subarray(row * inputs, (row + 1) * inputs))),
    y: chosen.map((row) => Array.from(y.subarray(row * outputs, (row + 1) * outputs))),
  };
}
