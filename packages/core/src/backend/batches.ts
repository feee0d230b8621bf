/** The training rows in batches. */
import { copyRow, type Dataset } from "../data/dataset.ts";
import { createRandom, seedsOf } from "../random.ts";
import type { EnginePlan } from "./engine.ts";

/** The rows of one update. */
export interface Batch {
  readonly rows: number;
  /** `[rows, inputs]` and `[rows, outputs]`, row-major. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Weight of each row. Default: all rows count equally. */
  readonly weights?: Float64Array | undefined;
  /** For each row, the member of an ensemble that does not learn from it. Default: all members learn from all rows. */
  readonly folds?: Uint8Array | undefined;
  /** For each row, a second such member, or the same one. */
  readonly secondFolds?: Uint8Array | undefined;
}

/** Random stream for shuffles; the initial weights use the bare seed, as the notebook does. */
const SHUFFLE_STREAM = 1;

/** The order of the rows in epoch `epoch`, from 0. */
export function shuffledOrder(rows: number, seed: number, epoch: number): Uint32Array {
  return createRandom([seed, SHUFFLE_STREAM, ...seedsOf(epoch)]).permutation(rows);
}

/** Whether each epoch has a new order: batches are smaller than the data, and the spec does not turn shuffling off. */
export function isShuffled({ spec, train, batchSize }: Pick<EnginePlan, "spec" | "train" | "batchSize">): boolean {
  return batchSize < train.rows && spec.shuffle !== false;
}

/**
 * Returns a function for batch `index` of epoch `epoch`, both from 0: views that its next call overwrites.
 * The order of an epoch depends on the seed and the epoch alone, so a training can resume at any epoch.
 * @param size maximum rows of a batch; the last of an epoch may be smaller.
 * @param seed of the shuffles; undefined if the rows keep their order.
 * @param folds for each row, the members of an ensemble that do not learn from it.
 */
export function createBatches(
  data: Dataset,
  size: number,
  seed: number | undefined,
  { folds, secondFolds }: Pick<Batch, "folds" | "secondFolds"> = {},
): (epoch: number, index: number) => Batch {
  const { rows, inputs, outputs } = data;
  const whole = { ...data, folds, secondFolds };
  if (size >= rows) return () => whole;

  const x = new Float64Array(size * inputs);
  const y = new Float64Array(size * outputs);
  const weights = data.weights && new Float64Array(size);
  const batchFolds = folds && new Uint8Array(size);
  const batchSecondFolds = secondFolds && new Uint8Array(size);
  let shuffled: { epoch: number; order: Uint32Array } | undefined;

  return (epoch, index) => {
    if (seed !== undefined && shuffled?.epoch !== epoch) shuffled = { epoch, order: shuffledOrder(rows, seed, epoch) };
    const first = index * size;
    const length = Math.min(size, rows - first);
    for (let i = 0; i < length; i++) {
      const row = shuffled ? shuffled.order[first + i] : first + i;
      copyRow(x, y, i, data, row);
      if (weights) weights[i] = data.weights![row];
      if (batchFolds) batchFolds[i] = folds[row];
      if (batchSecondFolds) batchSecondFolds[i] = secondFolds[row];
    }
    return {
      rows: length,
      x: x.subarray(0, length * inputs),
      y: y.subarray(0, length * outputs),
      weights: weights?.subarray(0, length),
      folds: batchFolds?.subarray(0, length),
      secondFolds: batchSecondFolds?.subarray(0, length),
    };
  };
}

/** The weights of rows for member `m`: 0 for the rows that it does not learn from. */
export function memberWeights(
  { rows, weights, folds, secondFolds = folds }: Pick<Batch, "rows" | "weights" | "folds" | "secondFolds">,
  m: number,
): Float64Array | undefined {
  if (!folds) return weights;
  return Float64Array.from({ length: rows }, (_, i) =>
    folds[i] === m || secondFolds![i] === m ? 0 : (weights?.[i] ?? 1),
  );
}
