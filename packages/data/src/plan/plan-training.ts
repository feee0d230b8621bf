/**
 * The recipe's choices: a function of the table's shape and nothing else. Its constants are textbook values, or were chosen on
 * one half of a set of tables and confirmed on the other; see tooling/tables/README.md.
 */
import type { ActivationName, Precision } from "@epochal/core";

/** The properties of a table that the choices depend on. */
export interface TableShape {
  /** Rows to learn from. */
  readonly rows: number;
  /** Inputs of the network, piecewise-linear columns included, and its outputs. */
  readonly inputs: number;
  readonly outputs: number;
  /** Whether the targets are classes. */
  readonly isClass: boolean;
}

/** The choices that the caller may make instead; see `TrainingOptions`. */
export interface PlanOptions {
  readonly hidden?: readonly number[];
  readonly activation?: ActivationName;
  readonly ensemble?: number;
  readonly learningRate?: number;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly budget?: number;
}

/** The choices. */
export interface Plan extends Required<Omit<PlanOptions, "budget">> {
  /** Whether a ridge regression is added to the network. */
  readonly shortcut: boolean;
  readonly precision: Precision;
  /** Whether some rows are left out by two members. */
  readonly overlaps: boolean;
}

/**
 * Two layers of 64 ReLU units: a second layer can express products of inputs, which one layer needs very many units for. More
 * units or a third layer gained nothing that more passes over the rows, which they cost, did not.
 */
const HIDDEN = [64, 64];
const ACTIVATION = "relu";

/**
 * With few rows of classes: one small layer, and no piecewise-linear columns. A row says less of a class than of a number, one
 * bit if there are two, so that smooth and simple boundaries between classes predict better. On five tables of numbers that
 * were made into classes of three thirds, the sum of log losses was 15 % below that of the larger network, at a quarter of the time.
 */
const HIDDEN_OF_FEW_CLASS_ROWS = [32];
const ACTIVATION_OF_FEW_CLASS_ROWS = "tanh";

/**
 * Pieces of the piecewise-linear columns of each number (see `chooseKnots`), which let a network bend sharply: Gorishniy,
 * Rubachev and Babenko, NeurIPS 2022. At least 8, the fewest with which eighths of the rows differ; growing with the cube root of
 * the rows, as bins of a histogram do (Freedman and Diaconis, 1981); at most 16, since each costs as much as an input. If a table affords
 * fewer than five passes over its rows, 8 again: on two generated tables of 1,000,000 rows, which afford two, 16 had test errors of 1.289 and
 * 1.090, and 8 had 1.287 and 1.104 in three quarters of the time. With 300,000 rows, 16 are better by 5 %.
 */
const MIN_PIECES = 8;
const MAX_PIECES = 16;
const MIN_PASSES_OF_MANY_PIECES = 5;

/**
 * Below this many rows, a ridge regression is added to the network, which then only learns what a line misses: with few rows a
 * network finds less of the line than a ridge regression. With more it finds it itself, and the regression would cost as
 * much as the network, since its time grows with the square of the columns.
 */
const MAX_ROWS_FOR_SHORTCUT = 2000;

/**
 * Members of an ensemble by folds, the two textbook numbers of them: with ten, each learns from nine tenths of the rows, which
 * counts while rows are few; with five, from four fifths in half the time. With five, some rows are left out by two members
 * (see `overlapFolds`), which shows how much more accurate the average is: fifty rows, to about a seventh. With fewer rows a
 * member can spare none, and ten members that share nine tenths of them gain less by the average.
 */
const MEMBERS = 5;
const MEMBERS_OF_FEW_ROWS = 10;
const FEW_ROWS = 1000;

/**
 * With fewer passes over the rows, one network of five times the passes predicts better than five; and with more rows, what
 * five networks average out, the chance of the rows and of the initial weights, is small.
 */
const MIN_PASSES_OF_ENSEMBLE = 20;
const MAX_ROWS_OF_ENSEMBLE = 50_000;

/**
 * A single network of many rows trains in float32, which is faster and takes less memory. On 100,000 generated rows the test RMSE was
 * 1.24, and 1.26 in float64.
 */
const PRECISION_OF_ENSEMBLE = "float64";
const PRECISION_OF_MANY_ROWS = "float32";

/** Adam's step size in the first update; it falls along a cosine to 0. Three times Adam's default, as the batches are small. */
const LEARNING_RATE = 0.003;

/** Rows per update: as few as keep vector units busy; more only if an epoch would make more than this many updates. */
const MIN_BATCH = 32;
const MAX_BATCH = 256;
const UPDATES_PER_EPOCH = 200;

/**
 * The most passes over the rows, which are what limits a training on a small table: more passes only learn the noise of its
 * rows. Some tables are so small that as many passes are too few updates to learn anything.
 */
const MAX_PASSES = 200;
const MIN_UPDATES = 1500;

/**
 * The most updates, and the most rows in all of them: they limit a training on 3,000 rows and on 50,000 rows. Between these a
 * small batch makes less of an update than a large one, so that as few updates as a large table needs are too few.
 */
const MAX_UPDATES = 20_000;
const MAX_ROWS_SEEN = 10_000 * MAX_BATCH;

/**
 * The arithmetic that a training may cost, in weights × rows × passes over them: about 20 s of a processor core for a small
 * table, and two minutes on two cores for 100,000 rows, at 2 · 10⁹ a second; few tables need it. It is counted and not measured, so that the
 * same table and seed give the same model on any machine.
 */
const BUDGET = 4e10;
const ROWS_THAT_DOUBLE_THE_BUDGET = 5000;

/** Pieces of the piecewise-linear columns of a number; 0 for none. */
export function countPieces({ rows, isClass }: Pick<TableShape, "rows" | "isClass">): number {
  if (isClass && rows < FEW_ROWS) return 0;
  const most = MAX_ROWS_SEEN / rows < MIN_PASSES_OF_MANY_PIECES ? MIN_PIECES : MAX_PIECES;
  return clamp(Math.round(Math.cbrt(rows)), MIN_PIECES, most);
}

/** Whether a table with this number of rows may get an ensemble; its columns may still be too many. */
export function mayBeEnsemble(rows: number, { ensemble }: Pick<PlanOptions, "ensemble">): boolean {
  return ensemble === undefined ? rows <= MAX_ROWS_OF_ENSEMBLE : ensemble > 1;
}

/** @throws RangeError when `batchSize` is not an integer ≥ 1. */
export function planTraining({ rows, inputs, outputs, isClass }: TableShape, options: PlanOptions): Plan {
  const isSimple = isClass && rows < FEW_ROWS;
  const {
    hidden = isSimple ? HIDDEN_OF_FEW_CLASS_ROWS : HIDDEN,
    activation = isSimple ? ACTIVATION_OF_FEW_CLASS_ROWS : ACTIVATION,
    learningRate = LEARNING_RATE,
    budget = 1,
  } = options;
  const { batchSize = clamp(2 ** Math.round(Math.log2(rows / UPDATES_PER_EPOCH)), MIN_BATCH, MAX_BATCH) } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`recipe: expected batchSize to be an integer ≥ 1, got ${batchSize}`);
  const sizes = [inputs, ...hidden, outputs];
  const weights = hidden.reduce((sum, units, i) => sum + units * sizes[i], outputs * sizes.at(-2)!);
  const passes = (budget * BUDGET * (1 + rows / ROWS_THAT_DOUBLE_THE_BUDGET)) / (weights * rows);
  const members = Math.min(rows, rows < FEW_ROWS ? MEMBERS_OF_FEW_ROWS : MEMBERS);
  const isAffordable = rows <= MAX_ROWS_OF_ENSEMBLE && passes / members >= MIN_PASSES_OF_ENSEMBLE;
  const { ensemble = isAffordable ? members : 1 } = options;
  const perPass = Math.ceil(rows / batchSize);
  const mostPasses = Math.min(MAX_PASSES, MAX_UPDATES / perPass, MAX_ROWS_SEEN / rows);
  const maxEpochs = budget * Math.max(MIN_UPDATES / perPass, mostPasses);
  const most = Math.min(maxEpochs, passes / ensemble);
  // If a large table affords few passes, one more is a large part of them.
  const isShort = rows > MAX_ROWS_OF_ENSEMBLE && most < MIN_PASSES_OF_ENSEMBLE;
  const { epochs = Math.max(1, isShort ? Math.floor(most) : Math.ceil(most)) } = options;
  const shortcut = !isClass && rows < MAX_ROWS_FOR_SHORTCUT;
  const overlaps = !isClass && rows >= FEW_ROWS;
  const precision = rows > MAX_ROWS_OF_ENSEMBLE ? PRECISION_OF_MANY_ROWS : PRECISION_OF_ENSEMBLE;
  return { hidden, activation, learningRate, batchSize, ensemble, epochs, shortcut, overlaps, precision };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
