/** What the units of the last hidden layer add to a prediction over the range of the first input. Computed once for each snapshot. */
import { applyScaler, forward } from "@epochal/core";
import type { RunState } from "../run-state/run-state.ts";
import { layerWeights } from "./layer-weights.ts";
import { currentModel, memoize, type CurrentModel } from "./current-model.ts";

export interface UnitResponses {
  readonly units: number;
  /** Evenly spaced values of the input, from its lowest to its highest in the sample. */
  readonly points: number;
  /** For each unit: activation · outgoing weight at each point, in the network's scaled unit. */
  readonly curves: readonly Float64Array[];
  /** The largest absolute value in any of them, > 0. */
  readonly largest: number;
  /** Whether each unit is a ReLU that is 0 for every sampled row. */
  readonly isDead: readonly boolean[];
}

const POINTS = 64;
/** More units could not be distinguished. */
const MAX_UNITS = 64;

const responses = new WeakMap<CurrentModel, { readonly responses: UnitResponses | undefined }>();

/** For an ensemble, those of its first member. Undefined without a hidden layer and before the first snapshot. */
export function unitResponses(state: RunState): UnitResponses | undefined {
  const current = currentModel(state);
  const { started } = state;
  if (!current || !started) return undefined;
  return memoize(responses, current, () => {
    const isDead = layerWeights(state).at(-2)?.isDead ?? [];
    return { responses: respond(current, started.data.sample.train.x, isDead) };
  }).responses;
}

function respond(
  { model }: CurrentModel,
  rows: readonly (readonly number[])[],
  isDead: readonly boolean[],
): UnitResponses | undefined {
  const { network, scalers } = model;
  const [member] = network.members;
  const hidden = member?.layers.at(-2);
  const last = member?.layers.at(-1);
  if (!member || !hidden || !last || rows.length === 0) return undefined;
  const inputs = scalers.inputs.scale.length;
  const ends = rows.map(([first = 0]) => first);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const means = rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / rows.length);
  const x = new Float64Array(POINTS * inputs);
  for (let i = 0; i < POINTS; i++) {
    for (let j = 0; j < inputs; j++) {
      x[i * inputs + j] = j === 0 ? low + ((high - low) * i) / (POINTS - 1) : (means[j] ?? 0);
    }
  }
  forward(member, applyScaler(scalers.inputs, x), POINTS, network.kernels);
  const units = Math.min(MAX_UNITS, hidden.units);
  const curves = Array.from({ length: units }, (_, unit) => {
    const weight = last.W[unit * last.units] ?? 0;
    return Float64Array.from({ length: POINTS }, (__, i) => (hidden.a[i * hidden.units + unit] ?? 0) * weight);
  });
  const sizes = curves.map((curve) => curve.reduce((max, value) => Math.max(max, Math.abs(value)), 0));
  return { units, points: POINTS, curves, isDead, largest: Math.max(...sizes) || 1 };
}
