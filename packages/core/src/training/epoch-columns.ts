/** Epochs in columns: a number for each epoch in each, since a small network does a hundred thousand a second and more. */
import type { EpochRecord } from "./records.ts";

/** Consecutive epochs; see `EpochRecord` for what the numbers are. */
export interface EpochColumns {
  /** The first; the others follow without a gap. */
  readonly epoch: number;
  /** Of each epoch. */
  readonly loss: Float64Array;
  /** Of each epoch, where there are rows to judge by. */
  readonly validationLoss?: Float64Array;
  /** Of each epoch. */
  readonly learningRate: Float64Array;
  /** Of each epoch. */
  readonly gradientNorm: Float64Array;
}

/** The columns of consecutive records. `epoch` is what it is where there are none. */
export function toEpochColumns(records: readonly EpochRecord[], epoch: number): EpochColumns {
  const [first] = records;
  return {
    epoch: first?.epoch ?? epoch,
    loss: Float64Array.from(records, ({ loss }) => loss),
    ...(first?.validationLoss !== undefined && {
      validationLoss: Float64Array.from(records, ({ validationLoss = Number.NaN }) => validationLoss),
    }),
    learningRate: Float64Array.from(records, ({ learningRate }) => learningRate),
    gradientNorm: Float64Array.from(records, ({ gradientNorm }) => gradientNorm),
  };
}
