/** A table becomes a training: one set of textbook choices for all tables, as plain data that can be watched and changed. */
import { dense, split, type ActivationName, type Dataset, type TrainingData, type TrainingSpec } from "@epochal/core";
import { checkNames, encodeTable, type EncodedTable, type EncodeOptions } from "./encode-table.ts";
import type { Note } from "./note.ts";
import type { Table } from "./table.ts";

/** What of the recipe's choices may be changed. */
export interface TrainingOptions {
  /** From it come the splits, the first weights and every shuffle. Default 0. */
  readonly seed?: number;
  /** Units of each hidden layer; an empty list makes the network a straight line. Default [32]. */
  readonly hidden?: readonly number[];
  /** Of the hidden layers. Default `tanh`. */
  readonly activation?: ActivationName;
  /** Adam's step size. Default 0.001. */
  readonly learningRate?: number;
  /** Rows used for one update. Default 32. */
  readonly batchSize?: number;
  /** Passes over the training rows at most. Default: as many as make 40,000 updates. */
  readonly epochs?: number;
  /**
   * Networks side by side, each judged by the rows it has not learned from, so that no rows are set apart for it. Five err
   * less and take five times as long. Default 5 below 1,000 rows, where every row counts and time does not, else 1.
   */
  readonly ensemble?: number;
}

/** What is learned from what, and what of the recipe's choices may be changed. */
export interface RecipeOptions extends EncodeOptions, TrainingOptions {}

/** A training of a table, and what of the table it does not use. */
export interface Recipe {
  /** The training. */
  readonly spec: TrainingSpec;
  /** Its rows, all parts. */
  readonly data: TrainingData;
  /** What of the table it does not use, and why. */
  readonly notes: readonly Note[];
}

/** With fewer rows there is nothing to judge a network by. */
const FEWEST_ROWS = 10;

/** With fewer rows none can be spared to choose the best epoch by. */
const FEW_ROWS = 1000;

/** Parts of the rows that are set apart to judge the model in the end, and to choose the best epoch by. */
const TEST_PART = 0.15;
const VALIDATION_PART = 0.15;

/**
 * What the training may cost, and when it has waited long enough for a lower validation loss. Both count updates: a fixed
 * number of epochs would be far too few for a small table and far too many for a large one.
 */
const UPDATES = 40_000;
const PATIENCE_UPDATES = 2_000;

/** On large tables these updates are less than an epoch or two: a few more are needed to tell noise from the end. */
const FEWEST_PATIENT_EPOCHS = 10;

/** Other first weights are tried so often where it diverges, which the user's own learning rate may make it do. */
const RESTARTS = 2;

/** Keeps weights from growing without need; see AdamW in core. */
const WEIGHT_DECAY = 0.1;

/**
 * The same choices for every table: 15 % of the rows for the final judgement, the others to learn from; inputs and target
 * scaled to mean 0 and deviation 1; a straight line of least squares, and beside it one hidden layer of tanh units that
 * learns what the line cannot say; Adam with weight decay; small batches; the weights with the lowest validation loss.
 * So where the truth is a line, or rows are few, the line remains. Below 1,000 rows five such networks stand side by side,
 * each judged by a fifth of the rows that it has not learned from; above, one is judged by 15 % of all rows, set apart.
 *
 * @throws RangeError when the table cannot be encoded (see `encodeTable`), has fewer than 10 complete rows, all targets are
 * equal, or `batchSize` makes no sense.
 */
export function recipe(table: Table, options: RecipeOptions): Recipe {
  const { dataset, columns, notes } = encodeForTraining(table, options);
  const { train: rest, validation: test } = split(dataset, 1 - TEST_PART, { seed: options.seed ?? 0 });
  const { spec, data } = defaultTraining(rest, options);
  return { spec, data: { ...data, test, columns }, notes };
}

/**
 * The whole table as a dataset from which something can be learned and judged.
 * @throws RangeError as `recipe` does.
 */
export function encodeForTraining(table: Table, options: EncodeOptions): EncodedTable {
  const checkRows = (rows: number) => {
    if (rows >= FEWEST_ROWS) return;
    throw new RangeError(`recipe: expected at least ${FEWEST_ROWS} rows without missing cells, got ${rows}`);
  };
  checkNames(table, options);
  // Before all else but names: of a few rows every column would be left out, for reasons that are not the reason.
  checkRows(table.rows.length);
  const encoded = encodeTable(table, options);
  const { rows, y } = encoded.dataset;
  checkRows(rows);
  if (y.every((value) => value === y[0])) {
    throw new RangeError(`recipe: expected a target that varies, got "${options.target}" always ${y[0]}`);
  }
  return encoded;
}

/** The same recipe for rows that may all be used to learn from and to stop by. */
export function defaultTraining(
  dataset: Dataset,
  {
    seed = 0,
    hidden = [32],
    activation = "tanh",
    learningRate = 0.001,
    batchSize = 32,
    epochs,
    ensemble = dataset.rows < FEW_ROWS ? 5 : 1,
  }: TrainingOptions,
): { spec: TrainingSpec; data: TrainingData } {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`recipe: expected batchSize to be an integer ≥ 1, got ${batchSize}`);
  }
  const isEnsemble = ensemble > 1;
  const data: TrainingData = isEnsemble
    ? { train: dataset }
    : split(dataset, 1 - VALIDATION_PART / (1 - TEST_PART), { seed });

  const updatesPerEpoch = Math.ceil(data.train.rows / batchSize);
  const epochsOf = (updates: number) => Math.ceil(updates / updatesPerEpoch);
  return {
    spec: {
      network: {
        inputs: dataset.inputs,
        layers: [...hidden.map((units) => dense(units, activation)), dense(dataset.outputs)],
        shortcut: true,
        ...(isEnsemble && { members: ensemble }),
      },
      loss: "meanSquaredError",
      optimizer: { type: "adamW", learningRate, weightDecay: WEIGHT_DECAY },
      batchSize,
      epochs: epochs ?? epochsOf(UPDATES),
      seed,
      scaling: { inputs: "standard", targets: "standard" },
      ...(isEnsemble && { folds: true }),
      stopping: [{ type: "patience", epochs: Math.max(FEWEST_PATIENT_EPOCHS, epochsOf(PATIENCE_UPDATES)) }],
      restarts: RESTARTS,
    },
    data,
  };
}
