/** A table becomes a training: the same textbook choices for every table, as plain data that can be watched and changed. */
import {
  classIndices,
  showValue,
  type Columns,
  type Dataset,
  type TrainingData,
  type TrainingSpec,
} from "@epochal/core";
import { encodeTable, type ChooseRows, type EncodedTable, type EncodeOptions } from "./encode-table.ts";
import {
  checkSplit,
  divideByColumn,
  splitByColumn,
  type DividedRows,
  type NamedSplit,
  type TestSplit,
} from "./columns/split-by-column.ts";
import { splitNotes } from "./columns/split-notes.ts";
import type { Note } from "./note.ts";
import { isLossOfClasses } from "./plan/choose-loss.ts";
import { defaultTraining } from "./plan/default-training.ts";
import { divideAtRandom, TEST_FRACTION, VALIDATION_FRACTION } from "./plan/divide-at-random.ts";
import { partitionRows } from "./plan/partition-rows.ts";
import { mayBeEnsemble } from "./plan/plan-training.ts";
import type { TrainingOptions } from "./plan/training-options.ts";
import { rowIndices, type Table } from "./table/table.ts";

/** What to predict, from which columns, and the recipe's choices. */
export interface RecipeOptions extends EncodeOptions, TrainingOptions {
  /**
   * The rows for the final evaluation; by time or group, those that select the best epoch are set apart in the same way. Default: none for an ensemble, whose
   * folds evaluate it; for a single network 15 % of the rows at random, of each class, and at most 20,000.
   */
  readonly split?: TestSplit;
}

/** A training for a table. */
export interface Recipe {
  /** The training. */
  readonly spec: TrainingSpec;
  /** Its training rows and, for a single network, its validation and test rows. */
  readonly data: TrainingData;
  /** The rows and columns of the table that it does not use, and why. */
  readonly notes: readonly Note[];
}

/** Fewer rows are too few to evaluate a network. */
const MIN_ROWS = 10;

/**
 * The same choices for every table, by its shape alone (see `planTraining`): inputs and target scaled to mean 0 and standard deviation 1; beside each number, piecewise-linear
 * columns; two hidden layers and, on small tables, a ridge regression that leaves to them what a line misses; AdamW in
 * small batches with a falling step size; the weights with the lowest held-out loss. Several such networks are averaged, each evaluated on
 * the part of the rows that it does not train on, so that no row is lost; on very large tables, a single one is validated on a
 * separate 15 %, and finally evaluated on another 15 %, of at most 20,000 rows.
 *
 * @throws RangeError when the table cannot be encoded (see `encodeTable`), has fewer than 10 complete rows, all targets are
 * equal, or `batchSize` is not an integer ≥ 1.
 */
export function recipe(table: Table, options: RecipeOptions): Recipe {
  const { split } = options;
  if (isNamed(split) && options.missing === "drop")
    throw new RangeError("recipe: a split of the rows and missing: drop do not go together: impute the missing cells");
  // The folds of an ensemble evaluate it, so that all rows train it. The table's shape may afford only a single network.
  if (!split && mayBeEnsemble(table.rows, options)) {
    const { dataset, columns, notes } = encodeForTraining(table, options);
    const { spec, data } = defaultTraining(dataset, { ...options, isClass: columns.classes !== undefined });
    const remarks = () => splitNotes(table, columns, dataset);
    if (spec.folds) return { spec, data: { ...data, columns }, notes: [...notes, ...remarks()] };
  }
  return recipeWithTestRows(table, options);
}

/** Sets test rows apart, which must not say how a column becomes numbers. */
function recipeWithTestRows(table: Table, options: RecipeOptions): Recipe {
  const { seed = 0 } = options;
  const split = isNamed(options.split) ? options.split : undefined;
  if (split) checkSplit(table, split, options);
  const setTestApart = (rows: Uint32Array, { y, outputs }: Pick<Dataset, "y" | "outputs">, isClass: boolean) => {
    if (split) return splitByColumn(table, split, rows, TEST_FRACTION, seed);
    return divideAtRandom(TEST_FRACTION, rows.length, seed, isClass ? classIndices(y, outputs) : undefined);
  };
  let parts: DividedRows = { train: new Uint32Array(), test: new Uint32Array() };
  const { dataset, rows, columns, notes } = encodeForTraining(table, withoutGroups(options), (target) => {
    parts = setTestApart(target.rows, target, target.classes !== undefined);
    return parts.train;
  });
  const isClass = columns.classes !== undefined;
  // Rows with missing cells may have been dropped since.
  if (parts.train.length + parts.test.length > rows.length) parts = setTestApart(rows, dataset, isClass);
  const remarks = split ? [] : splitNotes(table, columns, dataset);
  const [train, test] = partitionRows(dataset, [parts.train, parts.test]);
  const trained = () => parts.train.map((i) => rows[i]);
  const divided = split && divideForValidation(table, split, trained(), seed);
  const { spec, data } = defaultTraining(train, { ...options, isClass }, divided);
  return { spec, data: { ...data, test, columns }, notes: [...notes, ...remarks] };
}

/** Whether the user knows by what the rows are split. */
function isNamed(split: TestSplit | undefined): split is NamedSplit {
  return split !== undefined && split.type !== "random";
}

/** The rows that select the best epoch are set apart as the test rows are; undefined if the other rows are a single group, or of one time. */
function divideForValidation(
  table: Table,
  split: NamedSplit,
  rows: Uint32Array,
  seed: number,
): DividedRows | undefined {
  if (split.type === "last") return undefined;
  const divided = divideByColumn(table, split, rows, VALIDATION_FRACTION / (1 - TEST_FRACTION), seed);
  return divided.train.length > 0 && divided.test.length > 0 ? divided : undefined;
}

/** The groups of the test rows are new ones: the name of a group says nothing, unless it is asked for. */
export function withoutGroups<Options extends RecipeOptions>(options: Options): Options {
  const { split, inputs, exclude = [] } = options;
  if (split?.type !== "group" || inputs || exclude.includes(split.column)) return options;
  return { ...options, exclude: [...exclude, split.column] };
}

/**
 * Encodes a table, and makes sure that there are enough rows and that the target varies.
 * @throws RangeError as `recipe` does.
 */
export function encodeForTraining(
  table: Table,
  { loss, ...chosen }: EncodeOptions & Pick<TrainingOptions, "loss" | "classWeights">,
  chooseRows?: ChooseRows,
): EncodedTable {
  // A loss of numbers says that 0 and 1 are numbers.
  const options = loss && !isLossOfClasses(loss) ? { classes: false, ...chosen } : chosen;
  const encoded = encodeTable(table, options, (target) => {
    // Before columns are chosen: with few rows every column would be dropped for a misleading reason.
    checkRowCount(target.rows.length);
    return chooseRows?.(target) ?? rowIndices(target.rows.length);
  });
  const { rows, y, outputs } = encoded.dataset;
  checkRowCount(rows);
  checkKind(encoded.columns, chosen);
  encoded.columns.targets.forEach((name, j) => {
    if (!y.every((value, k) => k % outputs !== j || value === y[j])) return;
    const always = encoded.columns.classes?.[y[j]] ?? y[j];
    throw new RangeError(`recipe: the target "${name}" is always ${always}, so there is nothing to learn`);
  });
  return encoded;
}

function checkRowCount(rows: number): void {
  if (rows < MIN_ROWS) throw new RangeError(`recipe: expected at least ${MIN_ROWS} rows with a target, got ${rows}`);
}

/** Checks that options for classes or for numbers fit the target. */
function checkKind(
  { classes, targets }: Columns,
  options: Pick<EncodeOptions, "classes"> & Pick<TrainingOptions, "classWeights">,
): void {
  const target = `the target ${showValue(targets[0])}`;
  if (classes && options.classes === false)
    throw new RangeError(
      `recipe: ${target} cannot be numbers: it has texts such as ${showValue(classes[0])}: predict its classes`,
    );
  if (!classes && options.classWeights)
    throw new RangeError(
      `recipe: class weights are for classes, and ${target} is numbers: leave them out, or predict classes`,
    );
}
