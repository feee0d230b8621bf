import { encodeRow } from "../data/encode-row.ts";
import { buildModel, type Model, type ModelOptions, type Scalers } from "./model.ts";
import type { NetworkSpec } from "../spec/network-spec.ts";
import type { Vector } from "../vector.ts";

/**
 * A model with a copy of `parameters`.
 * @throws RangeError when the number of outputs does not match the scaler's targets; `gaussian` needs two outputs per target.
 */
export function createModel(spec: NetworkSpec, parameters: Vector, scalers: Scalers, parts: ModelOptions = {}): Model {
  return buildModel(spec, parameters, scalers, { encodeRow, ...parts });
}
