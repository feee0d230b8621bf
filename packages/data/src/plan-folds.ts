/**
 * k-fold cross-validation of the recipe: the table's rows are dealt into folds, and for each fold the recipe trains on the
 * rows of all others. Everything it learns comes from those rows: which columns are used and their categories, scaling, the
 * linear model, when to stop. Stone, JRSS B 36 (1974).
 */
import { classIndices, createRandom, takeRows, type TrainingData, type TrainingSpec } from "@epochal/core";
import { foldsByColumn } from "./columns/folds-by-column.ts";
import { checkSplit, type ColumnSplit } from "./columns/split-by-column.ts";
import { encodeRows } from "./encode-rows.ts";
import { encodeTable } from "./encode-table.ts";
import { defaultTraining } from "./plan/default-training.ts";
import { encodeForTraining, withoutGroups, type RecipeOptions } from "./recipe.ts";
import { takeTableRows, type Table } from "./table/table.ts";
import type { Note } from "./note.ts";

/** The number of folds, and the recipe's options. */
export interface CrossValidationOptions extends Omit<RecipeOptions, "split"> {
  /**
   * `group`: all rows of a group are in the same fold, and the column is no input unless it is named as one. `time`: each fold is later
   * than the rows that it is predicted from; the earliest rows are in no fold. Default: the rows are dealt at random.
   */
  readonly split?: ColumnSplit;
  /** Number of folds, from 2 to the number of rows. Default 10. */
  readonly folds?: number;
}

/** The training of one fold. */
export interface FoldPlan {
  /** From 1. */
  readonly fold: number;
  /** Number of folds. */
  readonly folds: number;
  /** The training. */
  readonly spec: TrainingSpec;
  /** The rows of the other folds; `test` holds the rows of this one. */
  readonly data: TrainingData;
  /** Cells of the fold's rows that no other fold explains, such as a category that none of them has. */
  readonly notes: readonly Note[];
}

/** The trainings of a cross-validation. */
export interface FoldPlans {
  /** Rows in all folds together, each of which is predicted once. */
  readonly rows: number;
  /** The rows and columns of the whole table that are not used, and why. */
  readonly notes: readonly Note[];
  /**
   * Yields one plan per fold, each made when it is requested.
   * @throws RangeError when the rows of the other folds are too few or too uniform to learn from: `planFolds: fold 3 of 5: expected …`.
   */
  readonly plans: () => Generator<FoldPlan, void>;
}

/** Random stream for dealing the rows; core uses the streams below. */
const CROSS_VALIDATION_STREAM = 7;

/**
 * Plans a cross-validation. Rows without a target are left out; the others are dealt at random by the seed into folds
 * whose sizes differ by at most one row, or by a column; see `split`. Within a fold the recipe sets no further test rows apart.
 *
 * @throws RangeError as `recipe` does, and when `folds` is not an integer from 2 to the number of rows.
 */
export function planFolds(table: Table, { split, ...given }: CrossValidationOptions): FoldPlans {
  const options: RecipeOptions & Pick<CrossValidationOptions, "folds"> = split
    ? withoutGroups({ ...given, split })
    : given;
  const { folds = 10, seed = 0 } = given;
  if (split) checkSplit(table, split, options);
  const { notes, ...encoded } = encodeForTraining(table, options);
  const isClass = encoded.columns.classes !== undefined;
  const complete = takeTableRows(table, encoded.rows);
  const { rows } = complete;
  if (!Number.isInteger(folds) || folds < 2 || folds > rows)
    throw new RangeError(`planFolds: expected from 2 to ${rows} folds of ${rows} rows, got ${folds}`);

  const classes = isClass ? classIndices(encoded.dataset.y, encoded.dataset.outputs) : undefined;
  const foldOf = split ? foldsByColumn(complete, split, folds, seed) : dealAtRandom(rows, folds, seed, classes);
  const isTrained = (fold: number, index: number) => (split?.type === "time" ? fold < index : fold !== index);
  const rowsOfFolds = (isTaken: (fold: number) => boolean) =>
    Array.from(foldOf.keys()).filter((row) => isTaken(foldOf[row]));

  function plan(index: number): FoldPlan {
    const own = rowsOfFolds((fold) => fold === index);
    const others = rowsOfFolds((fold) => isTrained(fold, index));
    const { dataset, columns } = encodeTable(complete, { ...options, classes: isClass }, () => others);
    const { spec, data } = defaultTraining(takeRows(dataset, others), { ...options, isClass });
    const { inputs } = columns;
    const { notes: replaced } = encodeRows(complete, inputs, Uint32Array.from(own), { where: "planFolds" });
    const unknown = replaced.filter(({ reason }) => reason !== "missing");
    return { fold: index + 1, folds, spec, data: { ...data, test: takeRows(dataset, own), columns }, notes: unknown };
  }

  return {
    rows: foldOf.reduce((count, fold) => count + (fold < 0 ? 0 : 1), 0),
    notes,
    *plans() {
      for (let index = 0; index < folds; index++) {
        yield withFoldName(`fold ${index + 1} of ${folds}`, () => plan(index));
      }
    },
  };
}

/** @param classes of the rows, of which every fold gets its share. */
function dealAtRandom(rows: number, folds: number, seed: number, classes?: ArrayLike<number>): Int32Array {
  const order = Array.from(createRandom([seed, CROSS_VALIDATION_STREAM]).permutation(rows));
  if (classes) order.sort((a, b) => classes[a] - classes[b]);
  const foldOf = new Int32Array(rows);
  order.forEach((row, i) => (foldOf[row] = i % folds));
  return foldOf;
}

/** Runs `use`; the errors it throws name the fold. */
function withFoldName<Result>(fold: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`planFolds: ${fold}: ${error.message.replace(/^\w+: /, "")}`, { cause: error });
  }
}
