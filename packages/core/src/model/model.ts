/** What a training leaves behind and what is saved: a network, what its outputs mean, and the scalers and columns its data had. */
import { encodeRow, type Columns, type NamedRow } from "../data/columns.ts";
import { flattenRows, type Row } from "../data/dataset.ts";
import { outputTransforms, type OutputTransform, type OutputTransformName } from "../output-transforms/index.ts";
import { createNetwork, outputCount, predictFlat, type Network } from "../network/network.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import { applyScaler, undoScaler, type Scaler } from "../data/scaler.ts";
import { predictStd } from "./predict-std.ts";
import type { Dense } from "../network/dense.ts";
import type { Vector } from "../vector.ts";

/** How numbers were brought to the size a network needs. */
export interface Scalers {
  /** Of the inputs. */
  readonly inputs: Scaler;
  /** Of the targets, undone in predictions. */
  readonly targets: Scaler;
}

/** One row to predict: numbers, or a record with the columns' names where the model knows them. */
export type ModelInput = Row | NamedRow;

/** A trained network that speaks in the units of its data. */
export interface Model {
  /** The network itself, in scaled units. */
  readonly network: Network;
  /** Between those and the units of the data. */
  readonly scalers: Scalers;
  /** Names and kinds of the columns, where there are any. */
  readonly columns?: Columns;
  /** What the network's outputs say of the targets: see `outputTransforms`. */
  readonly link: OutputTransformName;
  /**
   * The (first) target for one row, in its own unit; after training with a cross-entropy its probability.
   * @throws RangeError when a number is missing or none, or a category unknown.
   */
  predict(row: ModelInput): number;
  /** All targets for each row. */
  predictAll(rows: readonly ModelInput[]): number[][];
  /**
   * How sure the network itself is of the (first) target for one row: the standard deviation around `predict(row)`, in the
   * target's own unit. Of an ensemble it is that of the mixture, so that members who disagree are less sure together.
   * Nothing has tested it on rows the network has not seen; `interval` is what was.
   * @throws RangeError when the model was not trained with `gaussianNll`, and as `predict` does.
   */
  std(row: ModelInput): number;
  /** The same for all targets of each row. */
  stdAll(rows: readonly ModelInput[]): number[][];
  /**
   * Where the (first) target for one row will lie with probability `coverage`, in the target's own unit.
   * @throws RangeError as `intervalWidth` does, and as `predict` does.
   */
  interval(row: ModelInput, coverage?: number): readonly [low: number, high: number];
  /**
   * How far to either side of a prediction an interval reaches: split-conformal, by how far predictions were off on rows
   * the network had not learned from, whatever it is like inside (Vovk et al., Algorithmic Learning in a Random World,
   * 2005). Infinite where there were too few such rows to promise as much.
   *
   * @param coverage the part of true values that will lie within, between 0 and 1. Default 0.9.
   * @param target which of several targets, from 0. Default 0; each has a width of its own.
   * @throws RangeError when the coverage is none, there is no such target, or no rows judged the training.
   */
  intervalWidth(coverage?: number, target?: number): number;
  /** The same for a flat vector `[rows, inputs]` of encoded, unscaled inputs; returns a new `[rows, targets]`. */
  predictFlat(x: Float64Array): Float64Array;
  /** What `JSON.stringify` writes; `parseModel` reads it. */
  toJSON(): ModelJson;
}

/** A model as JSON: every number is there to be read, and comes back with every bit. */
export interface ModelJson {
  readonly format: "epochal-model";
  readonly version: 1;
  /** What the network is made of. */
  readonly network: NetworkSpec;
  /** The networks that stand side by side; mostly one. */
  readonly members: readonly MemberJson[];
  /** Between the units of the data and those the network sees. */
  readonly scalers: Scalers;
  /** Left out where it is `identity`. */
  readonly link?: OutputTransformName;
  /** Names and kinds of the columns, where there are any. */
  readonly columns?: Columns;
  /** For each target how far predictions were off on rows that were not learned from, smallest first. */
  readonly residuals?: readonly (readonly number[])[];
}

/** The weights of one network. */
export interface MemberJson {
  /** From the inputs to the output. */
  readonly layers: readonly LayerJson[];
  /** The straight line that is added to the output, where the spec has one. */
  readonly shortcut?: LayerJson;
}

/** The weights of one layer. */
export interface LayerJson {
  /** `[inputs][units]`. */
  readonly weights: readonly (readonly number[])[];
  /** `[units]`. */
  readonly biases: readonly number[];
}

/** What of a model is not its network. */
export interface ModelOptions {
  /** Default `identity`; where a network has two outputs for each target, `gaussian`. */
  readonly link?: OutputTransformName;
  /** Names and kinds of the columns. Default: none; rows are lists of numbers. */
  readonly columns?: Columns;
  /**
   * For each output how far predictions were off on rows that were not learned from, smallest first. Default: none;
   * there are no intervals.
   */
  readonly residuals?: readonly (readonly number[])[];
}

/**
 * A model with a copy of `parameters`.
 * @throws RangeError when the network has not as many outputs as the scaler has targets, or twice as many for a `gaussian` link.
 */
export function createModel(
  spec: NetworkSpec,
  parameters: Vector,
  scalers: Scalers,
  context: ModelOptions = {},
): Model {
  const network = createNetwork(spec);
  network.parameters.set(parameters);
  const targets = scalers.targets.scale.length;
  const outputs = outputCount(spec);
  const { columns, residuals, link = outputs === 2 * targets ? "gaussian" : "identity" } = context;
  const { outputsPerTarget = 1 }: OutputTransform = outputTransforms[link];
  if (outputs !== outputsPerTarget * targets) {
    throw new RangeError(
      `createModel: expected ${outputsPerTarget * targets} outputs for ${targets} targets, got ${outputs}`,
    );
  }

  function predictUnscaled(x: Float64Array): Float64Array {
    return toTargetUnits(predictFlat(network, applyScaler(scalers.inputs, x)), link, scalers.targets);
  }

  function numbers(row: ModelInput, i: number): readonly number[] {
    if (typeof row === "number") return [row];
    if (isNumberList(row)) return row;
    if (!columns)
      throw new TypeError("predict: expected a list of numbers, since this model has no column names, got a record");
    return encodeRow(columns.inputs, row, `predict: row ${i + 1}`);
  }

  /** A list of targets for each row, by a function of flat vectors. */
  function forEachRow(rows: readonly ModelInput[], say: (x: Float64Array) => Float64Array): number[][] {
    if (rows.length === 0) return [];
    const { values, width } = flattenRows(rows.map(numbers), "x", "predict");
    if (width !== spec.inputs) throw new RangeError(`predict: expected ${spec.inputs} numbers in a row, got ${width}`);
    const said = say(values);
    return rows.map((_, i) => Array.from(said.subarray(i * targets, (i + 1) * targets)));
  }

  function predictAll(rows: readonly ModelInput[]): number[][] {
    return forEachRow(rows, predictUnscaled);
  }

  function spreadAll(rows: readonly ModelInput[]): number[][] {
    const { scale } = scalers.targets;
    const spreads = (x: Float64Array) => predictStd(network, applyScaler(scalers.inputs, x), link, targets);
    return forEachRow(rows, (x) => spreads(x).map((spread, k) => spread * Math.abs(scale[k % targets])));
  }

  return {
    network,
    scalers,
    link,
    ...(columns && { columns }),
    predict: (row) => predictAll([row])[0][0],
    predictAll,
    predictFlat: predictUnscaled,
    std: (row) => spreadAll([row])[0][0],
    stdAll: spreadAll,
    intervalWidth: (coverage = 0.9, target = 0) => intervalWidth(residuals, coverage, target),
    interval(row, coverage = 0.9) {
      const width = intervalWidth(residuals, coverage, 0);
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
      ...(link !== "identity" && { link }),
      ...(columns && { columns }),
      ...(residuals && { residuals }),
    }),
  };
}

/** What a network's outputs `[rows, outputs]` say of each target, in the targets' own units: a new `[rows, targets]`. */
export function toTargetUnits(outputs: Float64Array, linkName: OutputTransformName, scaler: Scaler): Float64Array {
  const link: OutputTransform = outputTransforms[linkName];
  return undoScaler(scaler, link.apply(outputs, scaler.scale.length));
}

/** How far to either side of a prediction an interval reaches: the ⌈(n + 1) · coverage⌉-th smallest of n residuals. */
function intervalWidth(residuals: ModelOptions["residuals"], coverage: number, target: number): number {
  if (!residuals)
    throw new RangeError("interval: expected a model whose training had validation rows or folds, got one without");
  if (!(coverage > 0 && coverage < 1))
    throw new RangeError(`interval: expected a coverage between 0 and 1, got ${coverage}`);
  const sizes = residuals[target];
  if (!sizes) throw new RangeError(`interval: expected a target from 0 to ${residuals.length - 1}, got ${target}`);
  return sizes[Math.ceil((sizes.length + 1) * coverage) - 1] ?? Infinity;
}

function layerToJson({ W, b, inputs, units }: Dense): LayerJson {
  return {
    weights: Array.from({ length: inputs }, (_, p) => Array.from(W.subarray(p * units, (p + 1) * units))),
    biases: Array.from(b),
  };
}

function isNumberList(row: readonly number[] | NamedRow): row is readonly number[] {
  return Array.isArray(row);
}
