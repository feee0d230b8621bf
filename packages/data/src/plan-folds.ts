/**
 * k-fold cross-validation of the recipe: the table's rows are dealt into folds, and for each fold the recipe learns from the
 * rows of all others. Whatever it learns, it learns there: which columns are used and what their categories are, scaling,
 * the straight line, when to stop. Stone, JRSS B 36 (1974).
 */
import { createDataset, createRandom, encodeRow, type Column, type Dataset } from "@epochal/core";
import type { TrainingData, TrainingSpec } from "@epochal/core";
import { encodeTable } from "./encode-table.ts";
import { isMissing } from "./missing.ts";
import { encodeForTraining, defaultTraining, type RecipeOptions } from "./recipe.ts";
import { isNumber } from "./summarize-column.ts";
import { namedRows, placeOf, takeTableRows, type Table } from "./table.ts";
import type { Note } from "./note.ts";

/** How rows are dealt into folds, and what is trained on them. */
export interface CrossValidationOptions extends RecipeOptions {
  /** Into how many parts the rows are dealt, from 2 to as many as there are rows. Default 10. */
  readonly folds?: number;
}

/** A fold's training: all it needs to be watched, as of `recipe`. */
export interface FoldPlan {
  /** From 1. */
  readonly fold: number;
  /** How many there are. */
  readonly folds: number;
  /** The training. */
  readonly spec: TrainingSpec;
  /** The rows of the other folds; as `test` those of this one, which is not there when none of them can be predicted. */
  readonly data: TrainingData;
  /** Rows of the fold that are not predicted, and why: as they have a category that no other fold has. */
  readonly notes: readonly Note[];
}

/** All of a cross-validation but its results. */
export interface FoldPlans {
  /** So many rows are dealt. */
  readonly rows: number;
  /** What of the whole table is not used, as of `recipe`. */
  readonly notes: readonly Note[];
  /**
   * One after another, each made when it is asked for.
   * @throws RangeError when the rows of the other folds are not enough to learn from: `planFolds: fold 3 of 5: expected …`.
   */
  readonly plans: () => Generator<FoldPlan, void>;
}

/** Stream of chance for the dealing; core uses those before. */
const CROSS_VALIDATION_STREAM = 7;

/**
 * The trainings of a cross-validation. Rows with a missing cell are left out before the others are dealt by the seed; the
 * folds differ by at most one row. Inside a fold the recipe sets no further rows apart for the final judgement.
 *
 * @throws RangeError as `recipe` does, and when `folds` is not an integer from 2 to the number of rows.
 */
export function planFolds(table: Table, options: CrossValidationOptions): FoldPlans {
  const { folds = 10, seed = 0 } = options;
  const { notes } = encodeForTraining(table, options);
  const incomplete = new Set(notes.map((note) => (note.type === "rowLeftOut" ? note.line : undefined)));
  const complete = takeTableRows(
    table,
    table.rows.flatMap((_, i) => (incomplete.has(table.lines[i]) ? [] : [i])),
  );
  const rows = complete.rows.length;
  if (!Number.isInteger(folds) || folds < 2 || folds > rows) {
    throw new RangeError(`planFolds: expected from 2 to ${rows} folds of ${rows} rows, got ${folds}`);
  }

  const foldOf = new Uint32Array(rows);
  createRandom([seed, CROSS_VALIDATION_STREAM])
    .permutation(rows)
    .forEach((row, i) => (foldOf[row] = i % folds));
  const rowsWhere = (isTaken: (fold: number) => boolean) =>
    takeTableRows(
      complete,
      Array.from(foldOf.keys()).filter((row) => isTaken(foldOf[row])),
    );

  function plan(index: number): FoldPlan {
    const learned = encodeTable(
      rowsWhere((fold) => fold !== index),
      options,
    );
    const { spec, data } = defaultTraining(learned.dataset, options);
    const { columns } = learned;
    const held = rowsWhere((fold) => fold === index);
    const { dataset: test, notes: notPredicted } = encodeHeld(held, columns.inputs, columns.targets);
    return {
      fold: index + 1,
      folds,
      spec,
      data: { ...data, ...(test && { test }), columns },
      notes: notPredicted,
    };
  }

  return {
    rows,
    notes,
    *plans() {
      for (let index = 0; index < folds; index++) yield naming(`fold ${index + 1} of ${folds}`, () => plan(index));
    },
  };
}

/** The rows of a fold as numbers, by columns learned from the others; no dataset where no row can be encoded. */
function encodeHeld(
  table: Table,
  inputs: readonly Column[],
  targets: readonly string[],
): { dataset?: Dataset; notes: readonly Note[] } {
  const notes: Note[] = [];
  const records = namedRows(table);
  const known = records.filter((record, i) => {
    const column = inputs.find((input) => !fits(input, String(record[input.name])));
    if (!column) return true;
    const text = `${placeOf(table, i)}: ${column.name} is "${record[column.name]}", of which the other folds know nothing; not predicted`;
    notes.push({ type: "rowLeftOut", line: table.lines[i], column: column.name, text });
    return false;
  });
  if (known.length === 0) return { notes };
  const dataset = createDataset(
    known.map((record) => encodeRow(inputs, record, "planFolds")),
    known.map((record) => targets.map((target) => Number(record[target]))),
  );
  return { dataset, notes };
}

/** Whether a cell is one that the column can encode. */
function fits(column: Column, cell: string): boolean {
  if (isMissing(cell)) return false;
  return column.kind === "number" ? isNumber(cell) : column.values.includes(cell);
}

/** An error of a fold says of which. */
function naming<Result>(where: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`planFolds: ${where}: ${error.message.replace(/^\w+: /, "")}`, { cause: error });
  }
}
