/** A table becomes a training: the same textbook choices for every table, as plain data that can be watched and changed. */
import { dense, splitRows, takeRows } from "@epochal/core";
import type { ActivationName, Dataset, TrainingData, TrainingSpec } from "@epochal/core";
import { checkNames } from "./columns/check-names.ts";
import { encodeColumns, type ChooseRows, type EncodedTable, type EncodeOptions } from "./encode-table.ts";
import type { Note } from "./note.ts";
import type { Table } from "./table.ts";

/** The recipe's choices that may be changed. */
export interface TrainingOptions {
  /** Determines the splits, the initial weights and every shuffle. Default 0. */
  readonly seed?: number;
  /** Units of each hidden layer; an empty list leaves only a linear model. Default [32]. */
  readonly hidden?: readonly number[];
  /** Activation of the hidden layers. Default `tanh`. */
  readonly activation?: ActivationName;
  /** Adam's step size. Default 0.001. */
  readonly learningRate?: number;
  /** Rows per update. Default 32. */
  readonly batchSize?: number;
  /** Maximum passes over the training rows. Default: as many as make 40,000 updates. */
  readonly epochs?: number;
  /**
   * Number of networks trained together, each validated on the rows it does not train on, so that no validation rows
   * are set apart. Five are more accurate and take five times as long. Default 5 below 1,000 rows, where every row
   * counts and time does not; else 1.
   */
  readonly ensemble?: number;
}

/** What to predict, from which columns, and the recipe's choices. */
export interface RecipeOptions extends EncodeOptions, TrainingOptions {}

/** A training for a table. */
export interface Recipe {
  /** The training. */
  readonly spec: TrainingSpec;
  /** Its training, validation and test rows. */
  readonly data: TrainingData;
  /** The rows and columns of the table that it does not use, and why. */
  readonly notes: readonly Note[];
}

/** Fewer rows are too few to evaluate a network. */
const MIN_ROWS = 10;

/** With fewer rows, none are set apart for validation. */
const MIN_ROWS_FOR_VALIDATION = 1000;

/** Fractions of all rows for the final evaluation and for choosing the best epoch. */
const TEST_FRACTION = 0.15;
const VALIDATION_FRACTION = 0.15;

/**
 * The default length of a training, and how long it waits for a lower validation loss. Both count updates: a fixed number
 * of epochs would be far too few for a small table and far too many for a large one.
 */
const UPDATES = 40_000;
const PATIENCE_UPDATES = 2_000;

/** On large tables these updates are less than an epoch or two; a few more are needed to distinguish noise from convergence. */
const MIN_PATIENCE_EPOCHS = 10;

/** Restarts from other initial weights after divergence, which a learning rate set by the user may cause. */
const RESTARTS = 2;

/** Keeps weights from growing without need; see AdamW in core. */
const WEIGHT_DECAY = 0.1;

/**
 * The same choices for every table: 15 % of the rows for the final evaluation, the others for training; inputs and target
 * scaled to mean 0 and standard deviation 1; a least-squares line plus one hidden layer of tanh units that learns what
 * the line misses; Adam with weight decay; small batches; the weights with the lowest validation loss. If the
 * relationship is linear, or rows are few, the line remains. Below 1,000 rows an ensemble of five such networks is
 * trained, each validated on the fifth of the rows that it does not train on; otherwise one network is validated on a
 * separate 15 % of all rows.
 *
 * @throws RangeError when the table cannot be encoded (see `encodeTable`), has fewer than 10 complete rows, all targets are
 * equal, or `batchSize` is not an integer ≥ 1.
 */
export function recipe(table: Table, options: RecipeOptions): Recipe {
  const setTestApart = (rows: number) => splitRows(rows, 1 - TEST_FRACTION, { seed: options.seed ?? 0 });
  // The test rows must not say how a column becomes numbers.
  const { dataset, columns, notes } = encodeForTraining(table, options, (rows) => setTestApart(rows).train);
  const { train, validation: test } = setTestApart(dataset.rows);
  const { spec, data } = trainingOn(dataset, train, options);
  return { spec, data: { ...data, test: takeRows(dataset, test), columns }, notes };
}

/**
 * Encodes a table, and makes sure that there are enough rows and that the target varies.
 * @throws RangeError as `recipe` does.
 */
export function encodeForTraining(table: Table, options: EncodeOptions, chooseRows?: ChooseRows): EncodedTable {
  const checkRows = (rows: number) => {
    if (rows >= MIN_ROWS) return;
    throw new RangeError(`recipe: expected at least ${MIN_ROWS} rows with a target, got ${rows}`);
  };
  checkNames(table, options);
  // Check the row count next: with few rows every column would be dropped for a misleading reason.
  checkRows(table.rows.length);
  const encoded = encodeColumns(table, options, (rows) => {
    checkRows(rows);
    return chooseRows?.(rows) ?? Uint32Array.from({ length: rows }, (_, i) => i);
  });
  const { rows, y } = encoded.dataset;
  checkRows(rows);
  if (y.every((value) => value === y[0]))
    throw new RangeError(`recipe: the target "${options.target}" is always ${y[0]}, so there is nothing to learn`);
  return encoded;
}

/**
 * The recipe's spec and data for rows that may all be used for training and validation.
 * @throws RangeError when `batchSize` is not an integer ≥ 1.
 */
export function defaultTraining(data: Dataset, options: TrainingOptions): { spec: TrainingSpec; data: TrainingData } {
  const allRows = Uint32Array.from({ length: data.rows }, (_, i) => i);
  return trainingOn(data, allRows, options);
}

/** The same for the rows at the indices `rows`; each is copied once. */
function trainingOn(
  dataset: Dataset,
  rows: Uint32Array,
  {
    seed = 0,
    hidden = [32],
    activation = "tanh",
    learningRate = 0.001,
    batchSize = 32,
    epochs,
    ensemble = rows.length < MIN_ROWS_FOR_VALIDATION ? 5 : 1,
  }: TrainingOptions,
): { spec: TrainingSpec; data: TrainingData } {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`recipe: expected batchSize to be an integer ≥ 1, got ${batchSize}`);
  const isEnsemble = ensemble > 1;
  const data = isEnsemble ? { train: takeRows(dataset, rows) } : setValidationApart(dataset, rows, seed);
  const updatesPerEpoch = Math.ceil(data.train.rows / batchSize);
  const epochsFor = (updates: number) => Math.ceil(updates / updatesPerEpoch);
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
      epochs: epochs ?? epochsFor(UPDATES),
      seed,
      scaling: { inputs: "standard", targets: "standard" },
      ...(isEnsemble && { folds: true }),
      stopping: [{ type: "patience", epochs: Math.max(MIN_PATIENCE_EPOCHS, epochsFor(PATIENCE_UPDATES)) }],
      restarts: RESTARTS,
    },
    data,
  };
}

function setValidationApart(dataset: Dataset, rows: Uint32Array, seed: number): TrainingData {
  const fraction = 1 - VALIDATION_FRACTION / (1 - TEST_FRACTION);
  const { train, validation } = splitRows(rows.length, fraction, { seed });
  const indices = (part: Uint32Array) => part.map((i) => rows[i]);
  return { train: takeRows(dataset, indices(train)), validation: takeRows(dataset, indices(validation)) };
}
