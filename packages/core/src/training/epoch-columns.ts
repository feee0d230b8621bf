/** Epochs as columns of numbers: a small network trains 100,000 epochs per second and more, too many for an object each. */
import type { EpochRecord } from "./records.ts";

/** Consecutive epochs; see `EpochRecord` for the numbers. Each column has one number per epoch. */
export interface EpochColumns {
  /** Number of the first epoch; the others follow without a gap. */
  readonly epoch: number;
  /** Training losses. */
  readonly loss: Float64Array;
  /** Losses on held-out rows, if there are any. */
  readonly validationLoss?: Float64Array;
  /** Learning rates of each epoch's last update. */
  readonly learningRate: Float64Array;
  /** Gradient norms of each epoch's last batch. */
  readonly gradientNorm: Float64Array;
}

/** The columns of consecutive records. @param epoch number of the first epoch if there are no records. */
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
