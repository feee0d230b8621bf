/**
 * A whole training in one document: its spec, its rows and its state. A different process or machine can resume it with
 * the same bits, and needs nothing else.
 */
import { checkVersion } from "./check-version.ts";
import { dataFromJson, dataToJson, type DataJson } from "./data-json.ts";
import { parseJson } from "./parse-json.ts";
import { isRecord } from "./record.ts";
import { hashData, hashSnapshot } from "./hash.ts";
import { checkSnapshot } from "../training/trainer-state.ts";
import { checkTrainingData, checkTrainingSpec } from "../spec/check-training-spec.ts";
import { showValue } from "../spec/show-value.ts";
import { snapshotFromJson, snapshotToJson, type Snapshot, type SnapshotJson } from "../training/snapshot.ts";
import { createTrainer, type Trainer } from "../training/trainer.ts";
import type { TrainingData } from "../data/dataset.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** A training and its state. */
export interface Checkpoint {
  /** For display, such as the name of the data file. */
  readonly name?: string;
  /** The training. */
  readonly spec: TrainingSpec;
  /** All parts of the rows. */
  readonly data: TrainingData;
  /** The state. */
  readonly snapshot: Snapshot;
}

/** A checkpoint as JSON: readable, except for vectors, which are base64 of little-endian doubles. */
export interface CheckpointJson {
  readonly format: "epochal-checkpoint";
  readonly version: 1;
  /** For display, such as the name of the data file. */
  readonly name?: string;
  /** Hash of the state; see `hashSnapshot`. */
  readonly hash: string;
  /** Hash of the rows; see `hashData`. */
  readonly dataHash: string;
  /** The training. */
  readonly spec: TrainingSpec;
  /** The state. */
  readonly snapshot: SnapshotJson;
  /** All parts of the rows. */
  readonly data: DataJson;
}

/** The JSON of a checkpoint; `parseCheckpoint` reads it. */
export function checkpointToJson({ name, spec, data, snapshot }: Checkpoint): CheckpointJson {
  return {
    format: "epochal-checkpoint",
    version: 1,
    ...(name !== undefined && { name }),
    hash: hashSnapshot(snapshot),
    dataHash: hashData(data),
    spec,
    snapshot: snapshotToJson(snapshot),
    data: dataToJson(data),
  };
}

/**
 * A checkpoint from its JSON, as text or parsed.
 *
 * @throws TypeError when it is not a checkpoint, RangeError when its version is unknown, its hashes do not match because it
 * is damaged, or its spec, data and state are invalid or do not fit each other.
 */
export function parseCheckpoint(json: string | CheckpointJson): Checkpoint {
  const where = "parseCheckpoint";
  const value: unknown = typeof json === "string" ? parseJson(json, where) : json;
  if (!isRecord(value) || value.format !== "epochal-checkpoint") {
    const found = isRecord(value) ? value.format : value;
    throw new TypeError(`${where}: expected a checkpoint with format "epochal-checkpoint", got ${showValue(found)}`);
  }
  checkVersion(value.version, where);
  const { name, hash, dataHash, spec } = value;
  if (name !== undefined && typeof name !== "string")
    throw new TypeError(`${where}: expected name to be text, got ${showValue(name)}`);
  if (!isRecord(spec) || !isRecord(value.snapshot) || !isRecord(value.data))
    throw new TypeError(`${where}: the checkpoint has no spec, snapshot or data`);
  const snapshot = snapshotFromJson(value.snapshot as unknown as SnapshotJson);
  const data = dataFromJson(value.data, where);
  checkHash(hash, hashSnapshot(snapshot), "the state", where);
  checkHash(dataHash, hashData(data), "the data", where);
  checkTrainingSpec(spec, where);
  checkTrainingData(spec, data, where);
  checkSnapshot(spec, data.train.rows, snapshot, where);
  return { ...(name !== undefined && { name }), spec, data, snapshot };
}

/**
 * A trainer that continues from the checkpoint, with the same bits as the original one.
 * @param options as for `createTrainer`.
 * @throws RangeError when spec, data and state do not fit each other.
 */
export function resumeTrainer(
  { spec, data, snapshot }: Checkpoint,
  options: Parameters<typeof createTrainer>[2] = {},
): Trainer {
  const trainer = createTrainer(spec, data, options);
  trainer.restore(snapshot);
  return trainer;
}

function checkHash(expected: unknown, found: string, what: string, where: string): void {
  if (expected === found) return;
  const shown = typeof expected === "string" && /^[0-9a-f]{64}$/.test(expected) ? expected : showValue(expected);
  throw new RangeError(`${where}: ${what} is damaged: expected hash ${shown}, got ${found}`);
}
