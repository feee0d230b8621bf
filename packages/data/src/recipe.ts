/** A table becomes a training: the same textbook choices for every table, as plain data that can be watched and changed. */
import { balancedWeights, classIndices, dense, scaledWidth, showValue, splitRows } from "@epochal/core";
import type { ActivationName, Columns, Dataset, LossSpec, OptimizerSpec, ScheduleSpec } from "@epochal/core";
import type { TrainingData, TrainingSpec } from "@epochal/core";
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
import { chooseLoss, isLossOfClasses } from "./plan/choose-loss.ts";
import type { Note } from "./note.ts";
import { countPieces, mayBeEnsemble, planTraining } from "./plan/plan-training.ts";
import { chooseKnots } from "./plan/choose-knots.ts";
import { partitionRows } from "./plan/partition-rows.ts";
import { rowIndices, type Table } from "./table/table.ts";

/** The recipe's choices that may be changed. */
export interface TrainingOptions {
  /** `balanced` gives the rows of rare classes more weight, so that all classes count alike. Default: all rows count alike. */
  readonly classWeights?: "balanced";
  /** Determines the splits, the initial weights and every shuffle. Default 0. */
  readonly seed?: number;
  /** Units of each hidden layer; an empty list leaves only a linear model. Default [64, 64]. */
  readonly hidden?: readonly number[];
  /** Activation of the hidden layers. Default `relu`. */
  readonly activation?: ActivationName;
  /** What training minimizes; for classes a cross-entropy, else any other loss. Default `meanSquaredError`. */
  readonly loss?: LossSpec;
  /** Default `adamW` with a weight decay of 0.01. */
  readonly optimizer?: OptimizerSpec;
  /** The optimizer's step size at the start. Default 0.003 for Adam and AdamW, else the optimizer's own. */
  readonly learningRate?: number;
  /** How the step size changes. Default `cosine`: it falls to 0. */
  readonly schedule?: ScheduleSpec;
  /** Factor of a penalty on squared weights, see `Penalty`. Default 0. */
  readonly l2?: number;
  /** Fraction of the hidden units that are switched off in each update, from 0 to below 1. Default 0. */
  readonly dropout?: number;
  /** Ends the training after this many epochs without a lower held-out loss. Default 0.3 of all epochs, and at least 10. */
  readonly patience?: number;
  /** Rows per update. Default 32; more on large tables. */
  readonly batchSize?: number;
  /** Maximum passes over the training rows. Default: as many as `budget` affords, and at most 20,000 updates. */
  readonly epochs?: number;
  /**
   * Number of networks trained together, each validated on the rows it does not train on, so that no validation rows
   * are set apart. Five are more accurate and take five times as long. Default 10 below 1,000 rows, else 5, or 1 if the
   * table is so large that `budget` affords only a few passes over its rows.
   */
  readonly ensemble?: number;
  /** A factor of the arithmetic that a training may cost by default: twice as much takes about twice as long. Default 1. */
  readonly budget?: number;
  /**
   * Whether the targets are classes: 0 or 1 for two of them, else an output per class, 1 for its rows and 0 for others. Default
   * false: they are numbers.
   */
  readonly isClass?: boolean;
}

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

/** Fractions of all rows for the final evaluation of a single network, and for choosing its best epoch. */
const TEST_FRACTION = 0.15;
const VALIDATION_FRACTION = 0.15;

/** The most rows for each of these: a report scores no more, and all others train. */
const MAX_HELD_OUT_ROWS = 20_000;

/** A training ends early if the held-out loss has no new minimum for this fraction of its epochs. */
const PATIENCE = 0.3;
const MIN_PATIENCE_EPOCHS = 10;

/** Restarts from other initial weights after divergence, which a learning rate set by the user may cause. */
const RESTARTS = 2;

/** Keeps weights from growing without need: AdamW's default. */
const WEIGHT_DECAY = 0.01;

/**
 * How far, in standard deviations, inputs may lie outside of their knots and predictions outside of the targets of the training
 * rows: a little, as no other row does, and no farther, as nothing is known there.
 */
const MARGIN = 1;

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

/**
 * The recipe's spec and data for rows that may all be used for training and validation.
 *
 * @param data trains without a copy: its memory becomes that of the training, which may order the rows anew.
 * @param divided the rows that train and those, as its `test`, that select the best epoch for all networks of an ensemble. Default: the
 * folds of an ensemble; for a single network 15 % of the rows, of each class, and at most 20,000.
 * @throws RangeError when `batchSize` is not an integer ≥ 1.
 */
export function defaultTraining(
  data: Dataset,
  options: TrainingOptions,
  divided?: DividedRows,
): { spec: TrainingSpec; data: TrainingData } {
  const { seed = 0, isClass = false, classWeights, dropout, l2, optimizer } = options;
  const weighted = isClass && classWeights ? balance(data) : data;
  const pieces = countPieces({ rows: data.rows, isClass });
  const knots = pieces > 0 ? chooseKnots(data, pieces) : undefined;
  const inputs = scaledWidth(data.inputs, knots);
  // A search along a line needs the same loss at each of its points.
  const isSearch = optimizer?.type === "lbfgs";
  const shape = { rows: data.rows, inputs, outputs: data.outputs, isClass };
  const choices = planTraining(shape, isSearch ? { batchSize: data.rows, ...options } : options);
  const { hidden, activation, shortcut, batchSize, epochs, ensemble, overlaps, precision } = choices;
  const isEnsemble = ensemble > 1;
  const hasFolds = isEnsemble && !divided;
  const { loss, outputs } = chooseLoss(data.outputs, isClass, options.loss);
  const {
    schedule = { type: isSearch ? "constant" : "cosine" },
    patience = Math.max(MIN_PATIENCE_EPOCHS, Math.ceil(PATIENCE * epochs)),
  } = options;
  return {
    spec: {
      network: {
        inputs,
        layers: [...hidden.map((units) => dense(units, activation, dropout ? { dropout } : {})), dense(outputs)],
        ...(shortcut && { shortcut }),
        ...(isEnsemble && { members: ensemble }),
      },
      loss,
      optimizer: chooseOptimizer(optimizer, options.learningRate, choices.learningRate),
      schedule,
      batchSize,
      epochs,
      seed,
      scaling: {
        inputs: "standard",
        ...(!isClass && { targets: "standard" }),
        ...(knots && { knots }),
        margins: { inputs: MARGIN, ...(!isClass && { targets: MARGIN }) },
      },
      ...(l2 && { penalty: { l2 } }),
      ...(hasFolds && { folds: overlaps ? "overlapping" : true }),
      stopping: [{ type: "patience", epochs: patience }],
      restarts: RESTARTS,
      ...(precision === "float32" && { precision }),
    },
    data: hasFolds ? { train: weighted } : setValidationApart(weighted, seed, isClass, divided),
  };
}

/** Only Adam's step sizes are alike for all optimizers of a kind: others keep their own default. */
function chooseOptimizer(
  chosen: OptimizerSpec | undefined,
  learningRate: number | undefined,
  rateOfAdam: number,
): OptimizerSpec {
  if (!chosen) return { type: "adamW", learningRate: rateOfAdam, weightDecay: WEIGHT_DECAY };
  const isAdam = chosen.type === "adam" || chosen.type === "adamW";
  return {
    ...(isAdam && { learningRate: rateOfAdam }),
    ...chosen,
    ...(learningRate !== undefined && { learningRate }),
  };
}

/** All classes count alike, in the loss that is minimized and in the one that selects the best epoch. */
function balance(rows: Dataset): Dataset {
  const weights = balancedWeights(rows).map((weight, i) => weight * (rows.weights?.[i] ?? 1));
  return { ...rows, weights };
}

/** Sets validation rows apart, as large as the test rows. */
function setValidationApart(
  rows: Dataset,
  seed: number,
  isClass: boolean,
  divided: DividedRows | undefined,
): TrainingData {
  const atRandom = () => {
    const strata = isClass ? classIndices(rows.y, rows.outputs) : undefined;
    return divideAtRandom(VALIDATION_FRACTION / (1 - TEST_FRACTION), rows.rows, seed, strata);
  };
  const { train: trained, test } = divided ?? atRandom();
  const [train, validation] = partitionRows(rows, [trained, test]);
  return { train, validation };
}

/**
 * Sets a fraction of the rows apart, of each class. If these would be too many, fewer, and the rows of both parts then keep their order: rows
 * that lie side by side in memory are moved several times as fast.
 */
function divideAtRandom(
  fraction: number,
  rows: number,
  seed: number,
  strata: ArrayLike<number> | undefined,
): DividedRows {
  const most = MAX_HELD_OUT_ROWS / rows;
  const { train, validation: test } = splitRows(rows, 1 - Math.min(fraction, most), { seed, strata });
  if (fraction <= most) return { train, test };
  const isTest = new Uint8Array(rows);
  for (const i of test) isTest[i] = 1;
  let count = 0;
  for (let i = 0; i < rows; i++) if (isTest[i] === 0) train[count++] = i;
  return { train, test: test.toSorted() };
}
