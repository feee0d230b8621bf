/** What the network says of an input that somebody asks about, and how far that may be off. */
import { currentModel, residualsOf } from "./current-model.ts";
import type { Probe } from "../settings/view-settings.ts";
import type { RunState } from "../run-state/run-state.ts";

export interface PointPrediction {
  readonly predicted: number;
  /** 95 of 100 rows like those that judge lie within so much of it; undefined where none have judged. */
  readonly within: number | undefined;
  /** What is true, where a row of the sample has this very input. */
  readonly actual: number | undefined;
}

const COVERAGE = 0.95;
/** As many standard deviations, where errors are normal. */
const DEVIATIONS = 2;

/** @param target which of several, from 0. Undefined where there is no network yet, or it takes other inputs. */
export function predictAt(state: RunState, { inputs }: Probe, target: number): PointPrediction | undefined {
  const now = currentModel(state);
  const { started, finished } = state;
  if (!now || !started || inputs.length !== started.spec.network.inputs) return undefined;
  const predicted = now.model.predictFlat(Float64Array.from(inputs))[target] ?? NaN;
  const { train, validation } = started.data.sample;
  const actual = [train, validation].flatMap((rows) =>
    (rows?.x ?? []).flatMap((row, i) => (row.every((value, j) => value === inputs[j]) ? [rows!.y[i]!] : [])),
  );
  const promised = finished?.model.residuals ? now.model.intervalWidth(COVERAGE, target) : Infinity;
  const deviation = residualsOf(state, target)?.deviation;
  const seen = deviation === undefined ? undefined : DEVIATIONS * deviation;
  return { predicted, within: Number.isFinite(promised) ? promised : seen, actual: actual[0]?.[target] };
}
