/** A trained network that can be saved: with the meaning of its outputs, and the scalers and columns of its data. */
import { difficultyAt, type Difficulty } from "./difficulty.ts";
import { encodePlainRow, type Columns, type EncodeRow, type NamedRow } from "../data/columns.ts";
import type { Row } from "../data/dataset.ts";
import { flattenRows } from "../data/flatten-rows.ts";
import { outputTransforms, type OutputTransform, type OutputTransformName } from "../output-transforms/index.ts";
import { createNetwork, PREDICT_ROWS, predictFlat, type Network } from "../network/network.ts";
import { outputCount } from "../network/layer-sizes.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import { applyScaler, undoScaler, type Scaler } from "../data/scaler.ts";
import { toClassification, type Classification } from "./classify.ts";
import { predictStd } from "./predict-std.ts";
import type { Dense } from "../network/dense.ts";
import type { Kernels } from "../network/kernels.ts";
import type { Vector } from "../vector.ts";

/** Conversions between the units of the data and those of the network. */
export interface Scalers {
  /** Applied to inputs. */
  readonly inputs: Scaler;
  /** Applied to targets, undone in predictions. */
  readonly targets: Scaler;
}

/** One row to predict: numbers, or, if the model has columns, a record by their names. */
export type ModelInput = Row | NamedRow;

/** A trained network whose predictions are in the units of its data. */
export interface Model {
  /** The network, in scaled units. */
  readonly network: Network;
  /** Convert between these and the units of the data. */
  readonly scalers: Scalers;
  /** Names and kinds of the columns, if known. */
  readonly columns?: Columns;
  /** How the network's outputs become predictions: see `outputTransforms`. */
  readonly link: OutputTransformName;
  /**
   * The (first) target for one row, in its own unit; after training with a cross-entropy, its probability.
   * @throws RangeError when a value is missing or not a number, or a category is unknown.
   */
  predict(row: ModelInput): number;
  /** All targets of each row. */
  predictAll(rows: readonly ModelInput[]): number[][];
  /**
   * The most probable class of one row, and the probabilities of all.
   * @throws TypeError when the columns have no classes; RangeError as `predict` does.
   */
  classify(row: ModelInput): Classification;
  /**
   * The network's own uncertainty about the (first) target of one row: the standard deviation around `predict(row)`, in the
   * target's unit. For an ensemble it is that of the mixture, so it grows when members disagree. Unlike `interval`, it is
   * not calibrated on held-out rows.
   * @throws RangeError when the model was not trained with `gaussianNll`, and as `predict` does.
   */
  std(row: ModelInput): number;
  /** The standard deviations of all targets of each row. */
  stdAll(rows: readonly ModelInput[]): number[][];
  /**
   * The interval that contains the (first) target of one row with probability `coverage`, in the target's unit.
   * @param coverage default 0.9.
   * @throws RangeError as `intervalWidth` does, and as `predict` does.
   */
  interval(row: ModelInput, coverage?: number): readonly [low: number, high: number];
  /**
   * Half the width of an interval, or what `toClassSet` needs for a set of classes: conformal, from the absolute errors on
   * held-out rows, without assumptions about the network (Vovk et al., Algorithmic Learning in a Random World, 2005). With the
   * prediction, it is wider where errors are larger. Infinite if held-out rows were too few for this.
   *
   * @param coverage the fraction of true values inside the interval, between 0 and 1. Default 0.9.
   * @param target index of the target, from 0. Default 0; each has its own width.
   * @param predicted the prediction that the interval is around. Default: one of average difficulty.
   * @throws RangeError when the coverage or the target is out of range, or the training had no held-out rows.
   */
  intervalWidth(coverage?: number, target?: number, predicted?: number): number;
  /** Predictions for a flat vector `[rows, inputs]` of encoded, unscaled inputs: a new vector `[rows, targets]`. */
  predictFlat(x: Float64Array): Float64Array;
  /** Used by `JSON.stringify`; `parseModel` reads the result. */
  toJSON(): ModelJson;
}

/** A model as JSON, with readable numbers that restore every bit. */
export interface ModelJson {
  readonly format: "epochal-model";
  readonly version: 1;
  /** Layers, sizes and activations. */
  readonly network: NetworkSpec;
  /** The ensemble's networks; usually one. */
  readonly members: readonly MemberJson[];
  /** Convert between the units of the data and those of the network. */
  readonly scalers: Scalers;
  /** Absent if it is `identity`. */
  readonly link?: OutputTransformName;
  /** Names and kinds of the columns, if known. */
  readonly columns?: Columns;
  /**
   * For each target, the absolute errors on held-out rows, divided by their difficulty, in ascending order; for classes, 1 − p of
   * the true one.
   */
  readonly residuals?: readonly (readonly number[])[];
  /** For each target, how errors depend on the prediction. Absent if they do not. */
  readonly difficulties?: readonly Difficulty[];
}

/** The weights of one member. */
export interface MemberJson {
  /** From the inputs to the output. */
  readonly layers: readonly LayerJson[];
  /** The linear model added to the output, if the spec has one. */
  readonly shortcut?: LayerJson;
}

/** The weights of one layer. */
export interface LayerJson {
  /** `[inputs][units]`. */
  readonly weights: readonly (readonly number[])[];
  /** `[units]`. */
  readonly biases: readonly number[];
}

/** The parts of a model besides its network and scalers. */
export interface ModelOptions {
  /** Default `identity`, or `gaussian` if the network has two outputs per target. */
  readonly link?: OutputTransformName;
  /** Names and kinds of the columns. Default: none, and rows are lists of numbers. */
  readonly columns?: Columns | undefined;
  /**
   * For each target, the absolute errors on held-out rows, divided by their difficulty, ascending; for classes, 1 − p of the
   * true one. Default: none; the model has no intervals.
   */
  readonly residuals?: readonly (readonly number[])[] | undefined;
  /** For each target, how errors depend on the prediction. Default: they do not. */
  readonly difficulties?: readonly Difficulty[] | undefined;
  /** The matrix products of its network. Default: plain TypeScript. */
  readonly kernels?: Kernels | undefined;
  /** How a record becomes numbers. Default: `encodeRow`; for the model of a `Trainer` see there. */
  readonly encodeRow?: EncodeRow | undefined;
}

/**
 * `createModel` without the code that reads texts: a training needs only the numbers.
 * @throws RangeError when the number of outputs does not match the scaler's targets; `gaussian` needs two outputs per target.
 */
export function buildModel(spec: NetworkSpec, parameters: Vector, scalers: Scalers, parts: ModelOptions = {}): Model {
  const network = createNetwork(spec, { kernels: parts.kernels });
  network.parameters.set(parameters);
  const inputs = scalers.inputs.scale.length;
  const targets = scalers.targets.scale.length;
  const outputs = outputCount(spec);
  const {
    columns,
    residuals,
    difficulties,
    encodeRow = encodePlainRow,
    link = outputs === 2 * targets ? "gaussian" : "identity",
  } = parts;
  const { outputsPerTarget = 1 }: OutputTransform = outputTransforms[link];
  const expected = outputsPerTarget * targets;
  if (outputs !== expected)
    throw new RangeError(`createModel: expected ${expected} outputs for ${targets} targets, got ${outputs}`);

  function predictUnscaled(x: Float64Array): Float64Array {
    const rows = x.length / inputs;
    const predicted = new Float64Array(rows * targets);
    // With knots, the scaled inputs of all rows may be too large for the memory.
    for (let first = 0; first < rows; first += PREDICT_ROWS) {
      const scaled = applyScaler(scalers.inputs, x.subarray(first * inputs, (first + PREDICT_ROWS) * inputs));
      predicted.set(toTargetUnits(predictFlat(network, scaled), link, scalers.targets), first * targets);
    }
    return predicted;
  }

  function encode(row: ModelInput, i: number): readonly number[] {
    if (typeof row === "number") return [row];
    if (isNumberList(row)) return row;
    if (!columns) throw new TypeError("predict: expected a list of numbers, as this model has no column names");
    return encodeRow(columns.inputs, row, `predict: row ${i + 1}`);
  }

  /** Applies a function of flat vectors, `[rows, inputs]` to `[rows, targets]`, to rows. */
  function mapRows(rows: readonly ModelInput[], apply: (x: Float64Array) => Float64Array): number[][] {
    if (rows.length === 0) return [];
    const { values, width } = flattenRows(rows.map(encode), "x", "predict");
    if (width !== inputs) throw new RangeError(`predict: expected ${inputs} numbers in a row, got ${width}`);
    const results = apply(values);
    return rows.map((_, i) => Array.from(results.subarray(i * targets, (i + 1) * targets)));
  }

  function predictAll(rows: readonly ModelInput[]): number[][] {
    return mapRows(rows, predictUnscaled);
  }

  function stdAll(rows: readonly ModelInput[]): number[][] {
    const { scale } = scalers.targets;
    const scaledStd = (x: Float64Array) => predictStd(network, applyScaler(scalers.inputs, x), link, targets);
    return mapRows(rows, (x) => scaledStd(x).map((std, k) => std * Math.abs(scale[k % targets])));
  }

  function widthOf(coverage?: number, target = 0, predicted?: number): number {
    const width = intervalWidth(residuals, coverage, target);
    return predicted === undefined || !difficulties ? width : width * difficultyAt(difficulties[target], predicted);
  }

  return {
    network,
    scalers,
    link,
    ...(columns && { columns }),
    predict: (row) => predictAll([row])[0][0],
    predictAll,
    predictFlat: predictUnscaled,
    classify(row) {
      if (!columns?.classes) throw new TypeError("classify: this model predicts numbers, not classes");
      return toClassification(columns.classes, predictAll([row])[0]);
    },
    std: (row) => stdAll([row])[0][0],
    stdAll,
    intervalWidth: widthOf,
    interval(row, coverage) {
      const predicted = predictAll([row])[0][0];
      const width = widthOf(coverage, 0, predicted);
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
      ...(difficulties && { difficulties }),
    }),
  };
}

/** Turns a network's outputs `[rows, outputs]` into predictions in the targets' units: a new vector `[rows, targets]`. */
export function toTargetUnits(outputs: Float64Array, linkName: OutputTransformName, scaler: Scaler): Float64Array {
  const transform: OutputTransform = outputTransforms[linkName];
  return undoScaler(scaler, transform.apply(outputs, scaler.scale.length));
}

/** Half the width of an interval: the ⌈(n + 1) · coverage⌉-th smallest of n residuals. */
function intervalWidth(residuals: ModelOptions["residuals"], coverage = 0.9, target = 0): number {
  if (!residuals) throw new RangeError("interval: this model was trained without validation rows or folds");
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
