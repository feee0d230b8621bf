/** A trainer's whole state as plain data, and its JSON. */
import { checkRecord } from "../spec/registry.ts";
import { showValue } from "../spec/show-value.ts";
import type { UnknownRecord } from "../io/record.ts";
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

const WHERE = "snapshotFromJson";

/**
 * The inverse of `snapshotToJson`; also reads version 1. Validates every value and ignores unknown properties.
 * @throws RangeError when the version is unknown, a vector's text is damaged, a number is not finite, or a count is not an
 * integer ≥ 0; TypeError when a vector is missing or a value has the wrong type.
 */
export function snapshotFromJson(json: SnapshotJson): Snapshot {
  const state = checkRecord(json, "a snapshot", WHERE);
  const { version, epochStart, best, restart } = state;
  if (version !== 1 && version !== 2) {
    const isNewer = Number.isInteger(version) && (version as number) > 2;
    const advice = isNewer ? "try a newer epochal" : "it is damaged";
    throw new RangeError(`${WHERE}: expected version 1 or 2, got ${showValue(version)}: ${advice}`);
  }
  return {
    version: 1,
    epoch: readCount(state, "epoch"),
    step: readCount(state, "step"),
    batch: readCount(state, "batch"),
    lossSum: readNumber(state, "lossSum"),
    weightSum: readNumber(state, "weightSum"),
    settings: readSettings(state.settings),
    parameters: vectorFromJson(state.parameters, WHERE, "parameters"),
    memory: vectorFromJson(state.memory, WHERE, "memory"),
    ...(epochStart !== undefined && { epochStart: vectorFromJson(epochStart, WHERE, "epochStart") }),
    ...(best !== undefined && { best: readBest(best) }),
    ...(restart !== undefined && { restart: readRestart(restart) }),
  };
}

function readNumber(record: UnknownRecord, key: string, path = ""): number {
  const value = record[key];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new RangeError(`${WHERE}: expected a finite number as ${showValue(path + key)}, got ${showValue(value)}`);
}

function readCount(record: UnknownRecord, key: string, path = ""): number {
  const value = readNumber(record, key, path);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`${WHERE}: expected ${path}${key} to be an integer ≥ 0, got ${value}`);
}

function readSettings(json: unknown): Record<string, number> {
  const record = checkRecord(json, "settings to be an object", WHERE);
  return Object.fromEntries(Object.keys(record).map((key) => [key, readNumber(record, key, "settings.")]));
}

function readLowest(record: UnknownRecord, path: string): LowestLoss {
  return { epoch: readCount(record, "epoch", path), loss: readNumber(record, "loss", path) };
}

function readBest(json: unknown): BestParameters {
  const record = checkRecord(json, "best to be an object", WHERE);
  return { ...readLowest(record, "best."), parameters: vectorFromJson(record.parameters, WHERE, "best.parameters") };
}

function readRestart(json: unknown): Restart {
  const { lowest, ...record } = checkRecord(json, "restart to be an object", WHERE);
  const [count, epoch, step] = ["count", "epoch", "step"].map((key) => readCount(record, key, "restart."));
  return {
    count,
    epoch,
    step,
    ...(lowest !== undefined && {
      lowest: readLowest(checkRecord(lowest, "restart.lowest to be an object", WHERE), "restart.lowest."),
    }),
  };
}
