/** Estimates the memory of a training before anything is allocated, so that a server can refuse one that is too large. */
import { checkTrainingSpec } from "../spec/check-training-spec.ts";
import { PREDICT_ROWS } from "../network/network.ts";
import { layerSizes, outputCount, parameterCount } from "../network/layer-sizes.ts";
import { optimizerStateLength } from "./updater.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** Number of rows in each part of the data. */
export interface RowCounts {
  /** Training rows. */
  readonly train: number;
  /** Validation rows. Default 0. */
  readonly validation?: number;
  /** Test rows. Default 0. */
  readonly test?: number;
}

/** What a training holds besides itself. */
export interface MemoryOptions {
  /** Snapshots that are held at the same time. Default 1. */
  readonly snapshots?: number;
}

/** Bytes of a layer's object and of its views, measured in V8. */
const LAYER_BYTES = 1300;

/**
 * Bytes that a training takes, from its spec and the numbers of rows: the rows and their copies, parameters and optimizer
 * state, the vectors of a batch for each member, snapshots, and the equations of the linear baseline, which every
 * report needs. Within a factor of 2 of a training in plain TypeScript; an engine takes less for an ensemble if its members
 * share the vectors of a batch. Rows as text are not included.
 *
 * @throws TypeError or RangeError when the spec is invalid.
 */
export function estimateMemory(
  spec: TrainingSpec,
  { train, validation = 0, test = 0 }: RowCounts,
  { snapshots = 1 }: MemoryOptions = {},
): number {
  checkTrainingSpec(spec, "estimateMemory");
  const { network } = spec;
  const { inputs, members = 1 } = network;
  const size = spec.precision === "float32" ? 4 : 8;
  const parameters = parameterCount(network);
  const state = optimizerStateLength(spec, parameters);
  const outputs = outputCount(network);
  const batch = Math.min(spec.batchSize ?? train, train);
  const evaluated = Math.max(train, validation);
  const layers = layerSizes(network);
  const units = layers.reduce((sum, layer) => sum + layer.units, 0);
  const dropped = network.layers.reduce((sum, layer) => sum + (layer.dropout ? layer.units : 0), 0);

  // Parameters, gradients, those at the start of the epoch, and an engine's two copies; the best and the untrained ones.
  const training = (5 * size + 2 * 8) * parameters + size * state;
  const held = snapshots * 8 * (3 * parameters + state);
  // Weighted sums, outputs and derivatives; a mask and the outputs after it.
  const capacity = Math.max(batch, Math.min(PREDICT_ROWS, evaluated));
  const activations = size * members * (3 * capacity * units + 2 * batch * dropped);
  // As given, scaled, and in the engine; and fold by fold.
  const copies = 3 * (train + validation) + test + (batch < train ? batch : 0) + (spec.folds ? train : 0);
  const rows = 8 * (inputs + outputs) * copies;
  const predictions = 8 * evaluated * (2 * outputs + 2);
  // XᵀX or, if there are more inputs than rows, XXᵀ and the standardized rows.
  const baseline = 8 * (inputs <= train ? inputs * inputs : train * (train + inputs));
  const objects = LAYER_BYTES * members * layers.length;
  return training + held + activations + rows + predictions + baseline + objects;
}
