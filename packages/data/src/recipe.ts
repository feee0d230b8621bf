/** A table becomes a training: one set of textbook choices for all tables, as plain data that can be watched and changed. */
import { dense, split, type ActivationName, type TrainingData, type TrainingSpec } from "@epochal/core";
import { encodeTable, type EncodeOptions } from "./encode-table.ts";
import type { Note } from "./note.ts";
import type { Table } from "./table.ts";

export interface RecipeOptions extends EncodeOptions {
  /** From it come the split, the first weights and every shuffle. Default 0. */
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
}

/** A training of a table, and what of the table it does not use. */
export interface Recipe {
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  readonly notes: readonly Note[];
}

/** With fewer rows there is nothing to judge a network by. */
const FEWEST_ROWS = 10;

/**
 * What the training may cost, and when it has waited long enough for a lower validation loss. Both count updates: a fixed
 * number of epochs would be far too few for a small table and far too many for a large one.
 */
const UPDATES = 40_000;
const PATIENCE_UPDATES = 2_000;

/** On large tables these updates are less than an epoch or two: a few more are needed to tell noise from the end. */
const FEWEST_PATIENT_EPOCHS = 10;

/**
 * The same choices for every table: 70 % of the rows to learn from, 15 % to stop by, 15 % for the final judgement; inputs
 * and target scaled to mean 0 and deviation 1; one hidden layer of tanh units, whose smooth curves need fewer rows than the
 * corners of ReLU; Adam as its authors set it; small batches; the weights with the lowest validation loss.
 *
 * @throws RangeError when the table cannot be encoded (see `encodeTable`), has fewer than 10 complete rows, or `batchSize`
 * makes no sense.
 */
export function recipe(
  table: Table,
  {
    seed = 0,
    hidden = [32],
    activation = "tanh",
    learningRate = 0.001,
    batchSize = 32,
    epochs,
    ...options
  }: RecipeOptions,
): Recipe {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`recipe: expected batchSize to be an integer ≥ 1, got ${batchSize}`);
  }
  const { dataset, columns, notes } = encodeTable(table, options);
  if (dataset.rows < FEWEST_ROWS) {
    throw new RangeError(`recipe: expected at least ${FEWEST_ROWS} rows without missing cells, got ${dataset.rows}`);
  }
  const { train, validation: rest } = split(dataset, 0.7, { seed });
  const { train: validation, validation: test } = split(rest, 0.5, { seed });

  const updatesPerEpoch = Math.ceil(train.rows / batchSize);
  const epochsOf = (updates: number) => Math.ceil(updates / updatesPerEpoch);
  return {
    spec: {
      network: {
        inputs: dataset.inputs,
        layers: [...hidden.map((units) => dense(units, activation)), dense(1)],
      },
      loss: "meanSquaredError",
      optimizer: { type: "adam", learningRate },
      batchSize,
      epochs: epochs ?? epochsOf(UPDATES),
      seed,
      scaling: { inputs: "standard", targets: "standard" },
      stopping: [{ type: "patience", epochs: Math.max(FEWEST_PATIENT_EPOCHS, epochsOf(PATIENCE_UPDATES)) }],
    },
    data: { train, validation, test, columns },
    notes,
  };
}
