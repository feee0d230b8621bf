/** The newest model of a run, and what it predicts for the sample rows. Computed once for each snapshot. */
import { applyScaler, buildModel, forward, outputTransformOf, restoreModel, type Model } from "@epochal/core";
import type { FinishedEvent, SampleRows, SnapshotEvent } from "@epochal/stream/events";
import type { RunState } from "../run-state/run-state.ts";

export interface CurrentModel {
  readonly model: Model;
  /** Epochs completed when the network had these weights. */
  readonly epoch: number;
  /** Whether this is the model that the finished run keeps. */
  readonly isKept: boolean;
}

/** Predictions of one target for the validation rows of the sample, or for its training rows if there are none. */
export interface SamplePredictions {
  readonly part: "validation" | "training";
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
}

const models = new WeakMap<SnapshotEvent | FinishedEvent, CurrentModel>();
const predictions: ModelCache<SamplePredictions> = new WeakMap();
const deadUnits = new WeakMap<CurrentModel, readonly (readonly boolean[])[]>();

/** The model that the run keeps once it has finished, else that of the latest snapshot. */
export function currentModel({ started, snapshot, finished }: RunState): CurrentModel | undefined {
  const source = finished ?? snapshot;
  if (!started || !source) return undefined;
  return memoize(models, source, () => {
    const { spec, data } = started;
    if (source.type === "snapshot") {
      const link = outputTransformOf(spec.loss);
      const model = buildModel(spec.network, source.snapshot.parameters, data.scalers, {
        link,
        ...(data.columns && { columns: data.columns }),
      });
      return { model, epoch: source.epoch, isKept: false };
    }
    return { model: restoreModel(source.model), epoch: source.modelEpoch, isKept: source.reason !== "discarded" };
  });
}

/** @param target which of several, from 0. */
export function predictSample(state: RunState, target = 0): SamplePredictions | undefined {
  const current = currentModel(state);
  const sample = state.started?.data.sample;
  if (!current || !sample) return undefined;
  const rows = sample.validation ?? sample.train;
  const outputs = rows.y[0]?.length ?? 1;
  return memoizeFor(predictions, current, [target], () => ({
    part: sample.validation ? "validation" : "training",
    actual: Float64Array.from(rows.y, (row) => row[target] ?? NaN),
    predicted: current.model.predictFlat(inputsOf(rows)).filter((_, i) => i % outputs === target),
  }));
}

/** Finite residuals (actual − predicted) of the rows of `predictSample`, and how they spread. */
export function residualsOf(state: RunState, target = 0): Residuals | undefined {
  const rows = predictSample(state, target);
  if (!rows) return undefined;
  const values = rows.actual.map((actual, i) => actual - (rows.predicted[i] ?? NaN)).filter(Number.isFinite);
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { part: rows.part, values, mean, deviation: Math.sqrt(variance) };
}

export interface Residuals {
  readonly part: SamplePredictions["part"];
  readonly values: Float64Array;
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
}

/** The name of a target; undefined if columns have no names. */
export function targetName({ started }: RunState, target: number): string | undefined {
  return started?.data.columns?.targets[target];
}

/** For each layer (of the first member of an ensemble), which units are 0 for every training row of the sample. */
export function silentUnits(state: RunState): readonly (readonly boolean[])[] | undefined {
  const current = currentModel(state);
  const sample = state.started?.data.sample.train;
  if (!current || !sample || sample.x.length === 0) return undefined;
  return memoize(deadUnits, current, () => {
    const { network, scalers } = current.model;
    const [member] = network.members;
    if (!member) return [];
    forward(member, applyScaler(scalers.inputs, inputsOf(sample)), sample.x.length, network.kernels);
    return member.layers.map(({ a, units }) => {
      const isSilent = Array.from({ length: units }, () => true);
      a.forEach((value, i) => {
        if (value !== 0) isSilent[i % units] = false;
      });
      return isSilent;
    });
  });
}

export function inputsOf(rows: SampleRows): Float64Array {
  return Float64Array.from(rows.x.flat());
}

/** The value of a key, computed the first time. */
export function memoize<Key extends object, Value>(known: WeakMap<Key, Value>, key: Key, compute: () => Value): Value {
  const value = known.get(key) ?? compute();
  known.set(key, value);
  return value;
}

/** The value of a model for some arguments, computed the first time. */
export function memoizeFor<Value>(
  known: ModelCache<Value>,
  model: CurrentModel,
  of: unknown[],
  compute: () => Value,
): Value {
  const values = memoize(known, model, () => new Map<string, Value>());
  const value = values.get(of.join(" ")) ?? compute();
  values.set(of.join(" "), value);
  return value;
}

export type ModelCache<Value> = WeakMap<CurrentModel, Map<string, Value>>;
