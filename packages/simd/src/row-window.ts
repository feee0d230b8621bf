/** The training rows in the memory of a module: all of them or, if they are too large together, those of the next updates. */
import type { EnginePlan } from "@epochal/core";
import type { Layout } from "./layout.ts";
import type { LoadRows } from "./row-loader.ts";
import type { Views } from "./views.ts";

export interface RowWindow {
  /** The order of the rows in the epoch; empty if they keep that of the data, or all are in memory. */
  readonly order: Uint32Array;
  /** Number of rows in memory. */
  readonly rows: number;
  /** Writes the rows of `count` updates, from batch `first` of the epoch on. */
  load(first: number, count: number): void;
}

export function createRowWindow(
  { spec, train, folds, secondFolds = folds }: EnginePlan,
  { words, plan, numbers, isWindowed }: Layout,
  views: Views,
  loadRows: LoadRows,
): RowWindow {
  const { outputs } = train;
  const y = views.vector(words.y, words.rows * outputs);
  const weights = train.weights && views.doubles(words.weights, words.rows);
  const pairs = folds && views.bytes(words.folds, 2 * words.rows);
  // The assembly reads the number of rows in each update.
  const wordsAt = plan + 8 * Object.keys(numbers).length;
  const rowCount = views.words(wordsAt + 4 * Object.keys(words).indexOf("rows"), 1);
  const order = new Uint32Array(isWindowed && spec.shuffle !== false ? train.rows : 0);
  return {
    order,
    get rows() {
      return rowCount[0];
    },
    load(first, count) {
      const start = first * words.batchRows;
      const loaded = (rowCount[0] = Math.min(count * words.batchRows, train.rows - start));
      loadRows(words.x, train, start, loaded, order.length > 0 ? order : undefined);
      for (let i = 0; i < loaded; i++) {
        const row = order[start + i] ?? start + i;
        for (let j = 0; j < outputs; j++) y[i * outputs + j] = train.y[row * outputs + j];
        if (weights) weights[i] = train.weights![row];
        pairs?.set([folds![row], secondFolds![row]], 2 * i);
      }
    },
  };
}
