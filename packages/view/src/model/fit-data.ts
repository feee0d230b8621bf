/** What the network computes, as its number of inputs allows: a curve, a map, or predictions against the truth. */
import { extentOf, padExtent, type Extent } from "../numbers/extent.ts";
import type { RunState } from "../run-state/run-state.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { targetClasses } from "./classes.ts";
import { currentModel, memoizeFor, residualsOf, type CurrentModel, type ModelCache } from "./current-model.ts";
import { predictAt } from "./predict-at.ts";

/** For one input a curve, for two a map, else predicted against actual values; for classes their regions and confusions. */
export function fitKind(state: RunState): "curve" | "map" | "predicted" | "regions" | "confusion" {
  const inputs = state.started?.data.scalers.inputs.scale.length ?? 1;
  const isClass = targetClasses(state) !== undefined;
  if (inputs === 1) return "curve";
  if (inputs === 2) return isClass ? "regions" : "map";
  return isClass ? "confusion" : "predicted";
}

type FitSettings = Pick<ViewSettings, "target" | "probe">;

export interface CurveData {
  /** The sample rows. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** Extents that hold all rows, and the probe unless it is far away. */
  readonly x: Extent;
  readonly y: Extent;
  /** Half-width of the band of two standard deviations: 95 of 100 rows, if their errors are normal. */
  readonly band: number | undefined;
}

const DEVIATIONS = 2;

/** For one input; undefined before the first event. */
export function curveData(state: RunState, { target, probe }: FitSettings): CurveData | undefined {
  const sample = state.started?.data.sample;
  if (!sample) return undefined;
  const xs = [...sample.train.x, ...(sample.validation?.x ?? [])].map((row) => row[0] ?? NaN);
  const ys = [...sample.train.y, ...(sample.validation?.y ?? [])].map((row) => row[target] ?? NaN);
  const prediction = probe && predictAt(state, probe, target);
  const deviation = residualsOf(state, target)?.deviation;
  return {
    xs,
    ys,
    x: padExtent(including(extentOf(xs), prediction && probe.inputs[0]), 0.02),
    y: padExtent(including(extentOf(ys), prediction?.predicted), 0.08),
    band: deviation === undefined ? undefined : DEVIATIONS * deviation,
  };
}

export interface MapData {
  /** The training rows of the sample: two inputs each. */
  readonly rows: readonly (readonly number[])[];
  /** Extents that hold all rows, and the probe unless it is far away. */
  readonly x: Extent;
  readonly y: Extent;
  /** The extent of the targets. */
  readonly values: Extent;
}

/** For two inputs; undefined before the first event. */
export function mapData(state: RunState, { target, probe }: FitSettings): MapData | undefined {
  const rows = state.started?.data.sample.train;
  if (!rows) return undefined;
  const axis = (i: number) =>
    padExtent(including(extentOf(rows.x.map((row) => row[i] ?? NaN)), probe?.inputs[i]), 0.02);
  return { rows: rows.x, x: axis(0), y: axis(1), values: extentOf(rows.y.map((row) => row[target] ?? NaN)) };
}

interface Curve {
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

const curves: ModelCache<Curve> = new WeakMap();

/** Predictions for one input at evenly spaced points; computed once for each model and extent. */
export function predictCurve(state: RunState, target: number, { min, max }: Extent, points: number): Curve | undefined {
  const model = currentModel(state);
  if (!model) return undefined;
  return memoizeFor(curves, model, [min, max, points, target], () => {
    const xs = Float64Array.from({ length: points }, (_, i) => min + ((max - min) * i) / (points - 1));
    return { xs, ys: predictTarget(state, model, xs, target) };
  });
}

const maps: ModelCache<Float64Array> = new WeakMap();
type Numbers = readonly number[];

/** Predictions for two inputs, row by row: every x of the first y, then of the second. Computed once for each model and grid. */
export function predictMap(state: RunState, target: number, xs: Numbers, ys: Numbers): Float64Array | undefined {
  const model = currentModel(state);
  if (!model) return undefined;
  const grid = [xs.length, xs[0], xs.at(-1), ys.length, ys[0], ys.at(-1), target];
  return memoizeFor(maps, model, grid, () => {
    const inputs = Float64Array.from(ys.flatMap((y) => xs.flatMap((x) => [x, y])));
    return predictTarget(state, model, inputs, target);
  });
}

function predictTarget(state: RunState, { model }: CurrentModel, inputs: Float64Array, target: number): Float64Array {
  const outputs = state.started?.data.sample.train.y[0]?.length ?? 1;
  return model.predictFlat(inputs).filter((_, i) => i % outputs === target);
}

/** A value farther away than this many lengths of the extent is not shown: the rest would be too small to see. */
const FARTHEST = 2;

function including({ min, max }: Extent, value: number | undefined): Extent {
  const reach = FARTHEST * (max - min);
  if (value === undefined || !(value >= min - reach && value <= max + reach)) return { min, max };
  return { min: Math.min(min, value), max: Math.max(max, value) };
}
