/** A prediction for one input, with its uncertainty. */
import type { RunState } from "../run-state/run-state.ts";
import type { Probe } from "../settings/view-settings.ts";
import { currentModel, residualsOf } from "./current-model.ts";
import { outsideData } from "./outside-data.ts";

export interface PointPrediction {
  readonly predicted: number;
  /** Half-width of the 95 % interval, from the residuals of `residualsOf`; undefined if unknown, as outside the data. */
  readonly within: number | undefined;
  /** In words, that the input lies beyond the rows, if it does. */
  readonly outside: string | undefined;
  /** The target of a sample row with exactly this input; undefined if there is none. */
  readonly actual: number | undefined;
}

const COVERAGE = 0.95;
/** The same share in standard deviations, if errors are normal. */
const DEVIATIONS = 2;

/** Undefined before the first snapshot, or if the model has another number of inputs. @param target which of several, from 0. */
export function predictAt(state: RunState, { inputs }: Probe, target: number): PointPrediction | undefined {
  const current = currentModel(state);
  const { started, finished } = state;
  if (!current || !started || inputs.length !== started.data.scalers.inputs.scale.length) return undefined;
  const predicted = current.model.predictFlat(Float64Array.from(inputs))[target] ?? NaN;
  const { train, validation } = started.data.sample;
  const actual = [train, validation].flatMap((rows) =>
    (rows?.x ?? []).flatMap((row, i) => (row.every((value, j) => value === inputs[j]) ? [rows!.y[i]!] : [])),
  );
  const isClass = started.data.columns?.classes !== undefined;
  const calibrated =
    finished?.model.residuals && !isClass ? current.model.intervalWidth(COVERAGE, target, predicted) : Infinity;
  const deviation = residualsOf(state, target)?.deviation;
  const estimated = deviation === undefined ? undefined : DEVIATIONS * deviation;
  const outside = outsideData(started, inputs);
  return {
    predicted,
    outside,
    within: isClass || outside !== undefined ? undefined : Number.isFinite(calibrated) ? calibrated : estimated,
    actual: actual[0]?.[target],
  };
}
