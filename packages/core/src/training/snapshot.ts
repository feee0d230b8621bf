/** A trainer's whole state as plain data, and its JSON. */
import { vectorFromJson, vectorToJson, type VectorJson } from "../io/vector-json.ts";

/** A trainer's whole state. Restoring it gives the same bits as never having stopped. */
export interface Snapshot {
  readonly version: 1;
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
  /** Batches completed in the current epoch; 0 between epochs. */
  readonly batch: number;
  /** Σ loss · weight over these batches. */
  readonly lossSum: number;
  /** Σ weight over these batches: the number of rows, if all count equally. */
  readonly weightSum: number;
  /** The optimizer's current settings; and those numbers that `Trainer.set` has changed and that differ from the spec's. */
  readonly settings: Readonly<Record<string, number>>;
  /** All weights and biases, in the layout of `Network`. */
  readonly parameters: Float64Array;
  /** State of the optimizer, its slots one after another, each as long as `parameters`; then that of the schedule. */
  readonly memory: Float64Array;
  /** The parameters at the start of the current epoch; only within an epoch, and only if `best` needs them. */
  readonly epochStart?: Float64Array;
  /** The best parameters so far, once a loss was measured. */
  readonly best?: BestParameters;
  /** The last restart, if the training diverged and restarted. */
  readonly restart?: Restart;
}

/** The parameters with the lowest monitored loss so far. */
export interface BestParameters {
  /** Epochs completed when the network had these parameters; 0 for the untrained network. */
  readonly epoch: number;
  /** The monitored loss with them. */
  readonly loss: number;
  /** In the layout of `Network`. */
  readonly parameters: Float64Array;
}

/** A restart with new weights after divergence. */
export interface Restart {
  /** Restarts so far, ≥ 1. */
  readonly count: number;
  /** Epochs completed before it, including the diverged one. */
  readonly epoch: number;
  /** Updates completed before it. */
  readonly step: number;
  /** The lowest monitored loss since. */
  readonly lowest?: LowestLoss;
}

/** The lowest monitored loss. */
export interface LowestLoss {
  /** Epochs completed when it was measured. */
  readonly epoch: number;
  /** On held-out rows, or the mean over an epoch's batches. */
  readonly loss: number;
}

/**
 * A snapshot as exact JSON. Version 2 encodes vectors as base64 of little-endian doubles; version 1 had lists of numbers,
 * which lost the sign of zero.
 */
export type SnapshotJson = Omit<VectorsAsJson<Snapshot>, "version"> & { readonly version: 1 | 2 };

type VectorsAsJson<State> = {
  readonly [Key in keyof State]: State[Key] extends infer Value
    ? Value extends ArrayLike<number>
      ? VectorJson
      : Value extends BestParameters
        ? VectorsAsJson<BestParameters>
        : Value
    : never;
};

/** The snapshot with its vectors as text. */
export function snapshotToJson(snapshot: Snapshot): SnapshotJson {
  const { parameters, memory, epochStart, best, ...position } = snapshot;
  return {
    ...position,
    version: 2,
    parameters: vectorToJson(parameters),
    memory: vectorToJson(memory),
    ...(epochStart && { epochStart: vectorToJson(epochStart) }),
    ...(best && { best: { ...best, parameters: vectorToJson(best.parameters) } }),
  };
}

/**
 * The inverse of `snapshotToJson`; also reads version 1.
 * @throws RangeError when the version is unknown, or a vector's text is damaged or has a number that is not finite;
 * TypeError when a vector is missing.
 */
export function snapshotFromJson(json: SnapshotJson): Snapshot {
  const { version, parameters, memory, epochStart, best, ...position } = json;
  if (version !== 1 && version !== 2) {
    throw new RangeError(`snapshotFromJson: expected version 1 or 2, got ${String(version)}: try a newer epochal`);
  }
  const vector = (value: VectorJson, name: string) => vectorFromJson(value, "snapshotFromJson", name);
  return {
    ...position,
    version: 1,
    parameters: vector(parameters, "parameters"),
    memory: vector(memory, "memory"),
    ...(epochStart !== undefined && { epochStart: vector(epochStart, "epochStart") }),
    ...(best && { best: { ...best, parameters: vector(best.parameters, "best.parameters") } }),
  };
}
