/** The values of each unit of the network for one row. */
import { applyScaler, forward } from "@epochal/core";
import type { RunState } from "../run-state/run-state.ts";
import type { ViewSettings } from "../settings/view-settings.ts";
import { currentModel } from "./current-model.ts";

export interface UnitValues {
  /** The row in the unit of the data; `isProbe` if the viewer has asked for it, else the first training row. */
  readonly row: readonly number[];
  readonly isProbe: boolean;
  /** The row as the network receives it. */
  readonly inputs: Float64Array;
  /** For each layer: the weighted sums, and the outputs of the activation. */
  readonly layers: readonly { readonly z: Float64Array; readonly a: Float64Array }[];
}

/** For an ensemble, those of its first member. Undefined before the first snapshot. */
export function unitValues(state: RunState, { probe }: Pick<ViewSettings, "probe">): UnitValues | undefined {
  const current = currentModel(state);
  const row = probe?.inputs ?? state.started?.data.sample.train.x[0];
  const member = current?.model.network.members[0];
  if (!current || !member || row?.length !== current.model.scalers.inputs.scale.length) return undefined;
  const { network, scalers } = current.model;
  const inputs = applyScaler(scalers.inputs, Float64Array.from(row));
  forward(member, inputs, 1, network.kernels);
  const firstOf = (values: ArrayLike<number>, units: number) =>
    Float64Array.from({ length: units }, (_, j) => values[j]!);
  const layers = member.layers.map(({ z, a, units }) => ({ z: firstOf(z, units), a: firstOf(a, units) }));
  return { row, isProbe: probe !== undefined, inputs: Float64Array.from(inputs), layers };
}
