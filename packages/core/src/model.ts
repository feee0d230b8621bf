/** What a training leaves behind and what is saved: a network with the scalers and columns its data had. */
import { encodeRow, type Columns, type NamedRow } from "./columns.ts";
import { flatten, type Row } from "./dataset.ts";
import { createNetwork, outputsOf, predictFlat, type Network, type NetworkSpec } from "./network.ts";
import type { Dense } from "./dense.ts";
import { applyScaler, undoScaler, type Scaler } from "./scaler.ts";

export interface Scalers {
  readonly inputs: Scaler;
  readonly targets: Scaler;
}

/** One row to predict: numbers, or a record with the columns' names where the model knows them. */
export type ModelInput = Row | NamedRow;

export interface Model {
  readonly network: Network;
  readonly scalers: Scalers;
  readonly columns?: Columns;
  /**
   * The (first) output for one row, in the target's own unit.
   * @throws RangeError when a number is missing or none, or a category unknown.
   */
  predict(row: ModelInput): number;
  /** All targets for each row. */
  predictAll(rows: readonly ModelInput[]): number[][];
  /**
   * Where the (first) output for one row will lie with probability `coverage`, in the target's own unit.
   * @throws RangeError as `intervalWidth` does, and as `predict` does.
   */
  interval(row: ModelInput, coverage?: number): readonly [low: number, high: number];
  /**
   * How far to either side of a prediction an interval reaches: split-conformal, by how far predictions were off on rows
   * the network had not learned from, whatever it is like inside (Vovk et al., Algorithmic Learning in a Random World,
   * 2005). Infinite where there were too few such rows to promise as much.
   *
   * @param coverage the part of true values that will lie within, between 0 and 1. Default 0.9.
   * @throws RangeError when the coverage is none, or no rows judged the training.
   */
  intervalWidth(coverage?: number): number;
  /** The same for a flat vector `[rows, inputs]` of encoded, unscaled inputs; returns a new `[rows, targets]`. */
  predictFlat(x: Float64Array): Float64Array;
  /** What `JSON.stringify` writes; `parseModel` reads it. */
  toJSON(): ModelJson;
}

/** A model as JSON: every number is there to be read, and comes back with every bit. */
export interface ModelJson {
  readonly format: "epochal-model";
  readonly version: 1;
  readonly network: NetworkSpec;
  /** The networks that stand side by side; mostly one. */
  readonly members: readonly MemberJson[];
  readonly scalers: Scalers;
  readonly columns?: Columns;
  /** For each output how far predictions were off on rows that were not learned from, smallest first. */
  readonly residuals?: readonly (readonly number[])[];
}

export interface MemberJson {
  readonly layers: readonly LayerJson[];
  readonly shortcut?: LayerJson;
}

export interface LayerJson {
  /** `[inputs][units]`. */
  readonly weights: readonly (readonly number[])[];
  readonly biases: readonly number[];
}

/** What of a model is not its network. */
export interface ModelContext {
  readonly columns?: Columns;
  readonly residuals?: readonly (readonly number[])[];
}

/** A model with a copy of `parameters`. */
export function createModel(
  spec: NetworkSpec,
  parameters: Float64Array,
  scalers: Scalers,
  { columns, residuals }: ModelContext = {},
): Model {
  const network = createNetwork(spec);
  network.parameters.set(parameters);
  const targets = scalers.targets.scale.length;

  function predictScaled(x: Float64Array): Float64Array {
    return unscaledTargets(predictFlat(network, applyScaler(scalers.inputs, x)), network.spec, scalers.targets);
  }

  function numbers(row: ModelInput, i: number): readonly number[] {
    if (typeof row === "number") return [row];
    if (isNumbers(row)) return row;
    if (!columns)
      throw new TypeError("predict: expected a list of numbers, since this model has no column names, got a record");
    return encodeRow(columns.inputs, row, `predict: row ${i + 1}`);
  }

  function predictAll(rows: readonly ModelInput[]): number[][] {
    if (rows.length === 0) return [];
    const { values, width } = flatten(rows.map(numbers), "x", "predict");
    if (width !== spec.inputs) throw new RangeError(`predict: expected ${spec.inputs} numbers in a row, got ${width}`);
    const predicted = predictScaled(values);
    return rows.map((_, i) => Array.from(predicted.subarray(i * targets, (i + 1) * targets)));
  }

  return {
    network,
    scalers,
    ...(columns && { columns }),
    predict: (row) => predictAll([row])[0][0],
    predictAll,
    predictFlat: predictScaled,
    intervalWidth: (coverage = 0.9) => intervalWidth(residuals?.[0], coverage),
    interval(row, coverage = 0.9) {
      const width = intervalWidth(residuals?.[0], coverage);
      const predicted = predictAll([row])[0][0];
      return [predicted - width, predicted + width];
    },
    toJSON: () => ({
      format: "epochal-model",
      version: 1,
      network: spec,
      members: network.members.map(({ layers, shortcut }) => ({
        layers: layers.map(layerToJson),
        ...(shortcut && { shortcut: layerToJson(shortcut) }),
      })),
      scalers,
      ...(columns && { columns }),
      ...(residuals && { residuals }),
    }),
  };
}

/**
 * What a network says of each target, in the targets' own units: a new `[rows, targets]`. Where the network says more of
 * each target than one number, as how sure it is, the first numbers of a row are the targets themselves.
 */
export function unscaledTargets(outputs: Float64Array, spec: NetworkSpec, scaler: Scaler): Float64Array {
  const width = outputsOf(spec);
  const targets = scaler.scale.length;
  if (width === targets) return undoScaler(scaler, outputs);
  const rows = outputs.length / width;
  const first = new Float64Array(rows * targets);
  for (let i = 0; i < rows; i++) first.set(outputs.subarray(i * width, i * width + targets), i * targets);
  return undoScaler(scaler, first);
}

/** How far to either side of a prediction an interval reaches: the ⌈(n + 1) · coverage⌉-th smallest of n residuals. */
function intervalWidth(residuals: readonly number[] | undefined, coverage: number): number {
  if (!residuals)
    throw new RangeError("interval: expected a model whose training had validation rows or folds, got one without");
  if (!(coverage > 0 && coverage < 1))
    throw new RangeError(`interval: expected a coverage between 0 and 1, got ${coverage}`);
  return residuals[Math.ceil((residuals.length + 1) * coverage) - 1] ?? Infinity;
}

function layerToJson({ W, b, inputs, units }: Dense): LayerJson {
  return {
    weights: Array.from({ length: inputs }, (_, p) => Array.from(W.subarray(p * units, (p + 1) * units))),
    biases: Array.from(b),
  };
}

function isNumbers(row: readonly number[] | NamedRow): row is readonly number[] {
  return Array.isArray(row);
}
