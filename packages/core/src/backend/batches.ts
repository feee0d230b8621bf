/** The training rows in batches. */
import { copyRow, type Dataset } from "../data/dataset.ts";
import { createRandom } from "../random.ts";
import type { EnginePlan } from "./engine.ts";

/** The rows of one update. */
export interface Batch {
  readonly rows: number;
  /** `[rows, inputs]` and `[rows, outputs]`, row-major. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Weight of each row. Default: all rows count equally. */
  readonly weights?: Float64Array;
  /** For each row, the member of an ensemble that does not learn from it. Default: all members learn from all rows. */
  readonly folds?: Uint8Array;
}

export interface Batches {
  /** Batches in an epoch; the last may be smaller. */
  readonly count: number;
  /** Batch `index` of epoch `epoch`, both from 0: views that the next call overwrites. */
  take(epoch: number, index: number): Batch;
}

/** Random stream for shuffles; the initial weights use the bare seed, as the notebook does. */
const SHUFFLE_STREAM = 1;

/** The order of the rows in epoch `epoch`, from 0. */
export function shuffledOrder(rows: number, seed: number, epoch: number): Uint32Array {
  return createRandom([seed, SHUFFLE_STREAM, epoch]).permutation(rows);
}

/** Whether each epoch has a new order: batches are smaller than the data, and the spec does not turn shuffling off. */
export function isShuffled({ spec, train, batchSize }: Pick<EnginePlan, "spec" | "train" | "batchSize">): boolean {
  return batchSize < train.rows && spec.shuffle !== false;
}

/**
 * The order of an epoch depends on the seed and the epoch alone, so a training can resume at any epoch.
 * @param size maximum rows of a batch.
 * @param seed of the shuffles; undefined where the rows keep their order.
 * @param folds for each row the member of an ensemble that does not learn from it.
 */
export function createBatches(data: Dataset, size: number, seed: number | undefined, folds?: Uint8Array): Batches {
  const { rows, inputs, outputs } = data;
  const count = Math.ceil(rows / size);
  if (count === 1) return { count, take: () => (folds ? { ...data, folds } : data) };

  const x = new Float64Array(size * inputs);
  const y = new Float64Array(size * outputs);
  const weights = data.weights && new Float64Array(size);
  const foldsOfBatch = folds && new Uint8Array(size);
  let shuffled: { epoch: number; order: Uint32Array } | undefined;

  return {
    count,
    take(epoch, index) {
      if (seed !== undefined && shuffled?.epoch !== epoch) {
        shuffled = { epoch, order: shuffledOrder(rows, seed, epoch) };
      }
      const first = index * size;
      const length = Math.min(size, rows - first);
      for (let i = 0; i < length; i++) {
        const row = shuffled ? shuffled.order[first + i] : first + i;
        copyRow(x, y, i, data, row);
        if (weights) weights[i] = data.weights![row];
        if (foldsOfBatch) foldsOfBatch[i] = folds[row];
      }
      return {
        rows: length,
        x: x.subarray(0, length * inputs),
        y: y.subarray(0, length * outputs),
        ...(weights && { weights: weights.subarray(0, length) }),
        ...(foldsOfBatch && { folds: foldsOfBatch.subarray(0, length) }),
      };
    },
  };
}
