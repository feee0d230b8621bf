/** The rows as a training uses them: scaled and, if the spec says so, split into folds. */
import { foldsOf, overlapFolds } from "./folds.ts";
import { applyScaler, knotLimits, scaledWidth, type Scaler } from "./scaler.ts";
import { fitLimits, fitScaler } from "./fit-scaler.ts";
import type { Dataset, TrainingData } from "./dataset.ts";
import type { Scalers } from "../model/model.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Precision } from "../vector.ts";

/** Scaled rows. `x` is made when it is first read, as it may be much larger than the unscaled inputs. */
export interface PreparedRows extends Dataset {
  /** The inputs before, and how they are scaled and then, for float32, rounded: an engine does so itself, with the same bits. */
  readonly unscaled: { readonly x: Float64Array; readonly scaler: Scaler };
}

export interface PreparedData {
  /** Fitted to the training rows. */
  readonly scalers: Scalers;
  /** Training and validation rows, scaled. */
  readonly train: PreparedRows;
  readonly validation: PreparedRows | undefined;
  /** For each training row, the member of the ensemble that does not learn from it. */
  readonly folds: Uint8Array | undefined;
  /** For each training row, a second such member, or the same one. */
  readonly secondFolds?: Uint8Array | undefined;
}

export function prepareData(spec: TrainingSpec, data: TrainingData): PreparedData {
  const { train, validation } = data;
  const { scaling = {} } = spec;
  const { knots, margins = {} } = scaling;
  const { x, y, inputs, outputs, weights } = train;
  const withLimits = (scaler: Scaler, values: Float64Array, margin?: number): Scaler =>
    margin === undefined ? scaler : { ...scaler, limits: fitLimits(values, scaler, margin, weights) };
  // A few values far outside of the knots must not shrink all others.
  const inner = knots && margins.inputs !== undefined ? knotLimits(knots) : undefined;
  const ofInputs = { ...fitScaler(scaling.inputs ?? "none", x, inputs, weights, inner), ...(knots && { knots }) };
  const ofTargets = fitScaler(scaling.targets ?? "none", y, outputs, weights);
  const scalers: Scalers = {
    inputs: withLimits(ofInputs, x, margins.inputs),
    targets: withLimits(ofTargets, y, margins.targets),
  };
  const folds = foldsOf(spec, data);
  return {
    scalers,
    train: scaleDataset(train, scalers, spec.precision),
    validation: validation && scaleDataset(validation, scalers, spec.precision),
    folds,
    ...(folds && spec.folds === "overlapping" && { secondFolds: overlapFolds(folds, spec.network.members ?? 1) }),
  };
}

/** Scaled and, for float32, rounded to it, so that all backends start from the same numbers. */
function scaleDataset(dataset: Dataset, { inputs, targets }: Scalers, precision: Precision = "float64"): PreparedRows {
  const round = (values: Float64Array) => (precision === "float64" ? values : values.map(Math.fround));
  let x: Float64Array | undefined;
  return {
    ...dataset,
    inputs: scaledWidth(inputs.scale.length, inputs.knots),
    get x() {
      return (x ??= round(applyScaler(inputs, dataset.x)));
    },
    // Limits are for predictions: an error is measured against the true target.
    y: round(applyScaler({ offset: targets.offset, scale: targets.scale }, dataset.y)),
    unscaled: { x: dataset.x, scaler: inputs },
  };
}
