/** The rows of the next updates in the memory of a module, if all rows together are too large for it. */
import type { EnginePlan, PreparedRows } from "@epochal/core";
import type { Layout } from "./layout.ts";
import type { Views } from "./views.ts";

export interface RowWindow {
  /** The order of the rows in the epoch; empty if they keep that of the data. */
  readonly order: Uint32Array;
  /** Number of rows in the window. */
  readonly rows: number;
  /** Writes the rows of `count` updates, from batch `first` of the epoch on. */
  load(first: number, count: number): void;
  /** The inputs of the rows of a part for a prediction, in the order of the data; at most as many as the layers have space for. */
  loadInputs(part: PreparedRows, rows: ArrayLike<number> | undefined, first: number, count: number): void;
}

export function createRowWindow(
  { spec, train, folds, secondFolds = folds }: EnginePlan,
  { words, capacity, plan, numbers }: Layout,
  views: Views,
): RowWindow {
  const { inputs, outputs } = train;
  const size = Math.max(words.rows, capacity);
  const x = views.vector(words.x, size * inputs);
  const y = views.vector(words.y, words.rows * outputs);
  const weights = train.weights && views.doubles(words.weights, words.rows);
  const pairs = folds && views.bytes(words.folds, 2 * words.rows);
  // The assembly reads the number of rows in each update.
  const wordsAt = plan + 8 * Object.keys(numbers).length;
  const rowCount = views.words(wordsAt + 4 * Object.keys(words).indexOf("rows"), 1);
  const order = new Uint32Array(spec.shuffle === false ? 0 : train.rows);
  return {
    order,
    get rows() {
      return rowCount[0];
    },
    load(first, count) {
      const start = first * words.batchRows;
      const loaded = (rowCount[0] = Math.min(count * words.batchRows, train.rows - start));
      for (let i = 0; i < loaded; i++) {
        const row = order[start + i] ?? start + i;
        train.writeRow!(x, i * inputs, row);
        for (let j = 0; j < outputs; j++) y[i * outputs + j] = train.y[row * outputs + j];
        if (weights) weights[i] = train.weights![row];
        pairs?.set([folds![row], secondFolds![row]], 2 * i);
      }
    },
    loadInputs(part, rows, first, count) {
      for (let i = 0; i < count; i++) part.writeRow!(x, i * inputs, rows ? rows[first + i] : first + i);
    },
  };
}
