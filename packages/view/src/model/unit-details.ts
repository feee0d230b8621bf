/** Every unit of the network: what it computes for one row, what it has learned, and whether it still learns. */
import { applyScaler, backward, forward, losses, type LossSpec } from "@epochal/core";
import type { RunState } from "../run-state/run-state.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { axisNames } from "../text/describe-learning.ts";
import { currentModel, inputsOf, memoize, type CurrentModel } from "./current-model.ts";
import { layerWeights } from "./layer-weights.ts";
import { unitValues, type UnitValues } from "./unit-values.ts";

export interface UnitDetails {
  /** Its layer and its position in it, from 1. */
  readonly layer: number;
  readonly unit: number;
  readonly activation: string;
  readonly isLast: boolean;
  readonly bias: number;
  /** z = bias + the sum of weight · value. */
  readonly inputs: readonly { readonly name: string; readonly value: number; readonly weight: number }[];
  readonly z: number;
  readonly a: number;
  /** Derivatives of the loss over the sampled training rows; undefined if the loss has none here. */
  readonly gradient: { readonly bias: number; readonly weights: readonly number[] } | undefined;
  /** The weights of the next layer's units on this one. */
  readonly outgoing: readonly number[];
  /** Whether it is a ReLU that is 0 for every sampled row, so that it learns no more. */
  readonly isDead: boolean;
}

export interface NetworkDetails {
  readonly values: UnitValues;
  /** Layer by layer. */
  readonly units: readonly UnitDetails[];
  /** Sampled training rows that the gradients are of. */
  readonly rows: number;
}

/** For an ensemble, its first member. Undefined before the first snapshot. */
export function networkDetails(state: RunState, settings: Pick<ViewSettings, "probe">): NetworkDetails | undefined {
  const values = unitValues(state, settings);
  const current = currentModel(state);
  const { started } = state;
  if (!values || !current || !started) return undefined;
  const layers = layerWeights(state);
  const gradients = memoize(gradientsOf, current, () => computeGradients(state, current));
  const { inputs: names } = axisNames(started.data);
  const units = layers.flatMap((layer, l) => {
    const below = l === 0 ? values.inputs : values.layers[l - 1]!.a;
    // A column of categories has several inputs, which have no names of their own.
    const nameOf = (p: number) => (l > 0 ? `${l}.${p + 1}` : names.length === below.length ? names[p]! : `x${p + 1}`);
    return Array.from({ length: layer.units }, (_, j): UnitDetails => {
      const column = (flat: ArrayLike<number>) => Array.from(below, (__, p) => flat[p * layer.units + j] ?? NaN);
      const weights = column(layer.weights);
      const gradient = gradients?.[l];
      const next = layers[l + 1];
      return {
        layer: l + 1,
        unit: j + 1,
        activation: layer.activation ?? "identity",
        isLast: next === undefined,
        bias: layer.biases[j] ?? NaN,
        inputs: weights.map((weight, p) => ({ name: nameOf(p), value: below[p] ?? NaN, weight })),
        z: values.layers[l]!.z[j] ?? NaN,
        a: values.layers[l]!.a[j] ?? NaN,
        gradient: gradient && { bias: gradient.db[j] ?? NaN, weights: column(gradient.dW) },
        outgoing: next ? Array.from({ length: next.units }, (__, k) => next.weights[j * next.units + k] ?? NaN) : [],
        isDead: layer.isDead[j] ?? false,
      };
    });
  });
  return { values, units, rows: started.data.sample.train.x.length };
}

interface LayerGradient {
  readonly dW: Float64Array;
  readonly db: Float64Array;
}

const gradientsOf = new WeakMap<CurrentModel, readonly LayerGradient[] | undefined>();

/** The gradients of the loss, averaged over the sampled training rows. */
function computeGradients({ started }: RunState, { model }: CurrentModel): LayerGradient[] | undefined {
  const { network, scalers } = model;
  const member = network.members[0];
  const sample = started?.data.sample.train;
  if (!member || !started || !sample || sample.x.length === 0) return undefined;
  const x = applyScaler(scalers.inputs, inputsOf(sample));
  const y = applyScaler(scalers.targets, Float64Array.from(sample.y.flat()));
  const rows = sample.x.length;
  const { loss, settings } = lossOf(started.spec.loss);
  forward(member, x, rows, network.kernels);
  backward(member, x, rows, network.kernels, (d, outputs) => {
    loss.backward(d, outputs, y, scalers.targets.scale.length, settings);
    for (let i = 0; i < d.length; i++) d[i] = d[i]! / rows;
  });
  return member.layers.map(({ dW, db }) => ({ dW: Float64Array.from(dW), db: Float64Array.from(db) }));
}

function lossOf(spec: LossSpec) {
  const { type, ...changed } = typeof spec === "string" ? { type: spec } : spec;
  const loss = losses[type];
  return { loss, settings: { ...loss.defaults, ...changed } as never };
}
