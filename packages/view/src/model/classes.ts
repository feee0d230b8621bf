/** What the network predicts if its target is a class: regions of two inputs, and which classes it confuses. */
import { classIndices, classProbabilities, confusionMatrix } from "@epochal/core";
import type { RunState } from "../run-state/run-state.ts";
import { currentModel, inputsOf, memoize, memoizeFor, type CurrentModel, type ModelCache } from "./current-model.ts";

/** The classes of the target; undefined if it is a number. */
export function targetClasses({ started }: RunState): readonly string[] | undefined {
  return started?.data.columns?.classes;
}

export interface Confusion {
  readonly part: "validation" | "training";
  readonly classes: readonly string[];
  /** `matrix[c][k]`: rows of class c that are predicted as class k. */
  readonly matrix: readonly (readonly number[])[];
  readonly rows: number;
  /** Rows on the diagonal. */
  readonly correct: number;
}

const confusions = new WeakMap<CurrentModel, Confusion>();

/** Counts the validation rows of the sample, or its training rows if there are none. */
export function sampleConfusion(state: RunState): Confusion | undefined {
  const current = currentModel(state);
  const sample = state.started?.data.sample;
  const classes = targetClasses(state);
  if (!current || !sample || !classes) return undefined;
  return memoize(confusions, current, () => {
    const rows = sample.validation ?? sample.train;
    const outputs = rows.y[0]?.length ?? 1;
    const matrix = confusionMatrix({
      probabilities: classProbabilities(current.model.predictFlat(inputsOf(rows)), outputs),
      actual: classIndices(Float64Array.from(rows.y.flat()), outputs),
      classes: classes.length,
    });
    const correct = matrix.reduce((sum, row, c) => sum + (row[c] ?? 0), 0);
    return { part: sample.validation ? "validation" : "training", classes, matrix, rows: rows.y.length, correct };
  });
}

/** The class of each training row of the sample, from 0. */
export function sampleClasses({ started }: RunState): Uint32Array {
  const { y } = started?.data.sample.train ?? { y: [] };
  return classIndices(Float64Array.from(y.flat()), y[0]?.length ?? 1);
}

const regions: ModelCache<Uint32Array> = new WeakMap();
type Numbers = readonly number[];

/** The most probable class for two inputs, row by row: every x of the first y, then of the second. */
export function predictClasses(state: RunState, xs: Numbers, ys: Numbers): Uint32Array | undefined {
  const current = currentModel(state);
  if (!current) return undefined;
  const grid = [xs.length, xs[0], xs.at(-1), ys.length, ys[0], ys.at(-1)];
  return memoizeFor(regions, current, grid, () => {
    const inputs = Float64Array.from(ys.flatMap((y) => xs.flatMap((x) => [x, y])));
    return classIndices(current.model.predictFlat(inputs), state.started?.data.sample.train.y[0]?.length ?? 1);
  });
}
