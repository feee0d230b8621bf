/**
 * A training put down in one document: its spec, its rows and its whole state. Whoever has the text goes on with the same
 * bits, in another process, on another machine, and needs nothing else.
 */
import { dataFromJson, dataToJson, type DataJson } from "./data-json.ts";
import { hashData, hashSnapshot } from "./hash.ts";
import { snapshotFromJson, snapshotToJson, type Snapshot, type SnapshotJson } from "../training/snapshot.ts";
import { createTrainer, type Trainer } from "../training/trainer.ts";
import type { TrainingData } from "../data/dataset.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** A training and where it stands. */
export interface Checkpoint {
  /** For people, such as the name of the file it learns from. */
  readonly name?: string;
  /** The training. */
  readonly spec: TrainingSpec;
  /** Its rows, all parts. */
  readonly data: TrainingData;
  /** Its state. */
  readonly snapshot: Snapshot;
}

/** A checkpoint as JSON: what is short is there to be read, vectors are base64 of little-endian doubles. */
export interface CheckpointJson {
  readonly format: "epochal-checkpoint";
  readonly version: 1;
  /** For people, such as the name of the file it learns from. */
  readonly name?: string;
  /** Of the state: see `hashSnapshot`. */
  readonly hash: string;
  /** Of the rows: see `hashData`. */
  readonly dataHash: string;
  /** The training. */
  readonly spec: TrainingSpec;
  /** Its state. */
  readonly snapshot: SnapshotJson;
  /** Its rows, all parts. */
  readonly data: DataJson;
}

/** A checkpoint as JSON holds it; `parseCheckpoint` reads it. */
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
 * @throws TypeError when it is no checkpoint, RangeError when its version is unknown or it is damaged: its numbers no longer
 * have the hashes that were written beside them.
 */
export function parseCheckpoint(json: string | CheckpointJson): Checkpoint {
  const where = "parseCheckpoint";
  const value: unknown = typeof json === "string" ? parseJson(json, where) : json;
  if (!isRecord(value) || value.format !== "epochal-checkpoint") {
    const got = isRecord(value) && typeof value.format === "string" ? `"${value.format}"` : "something else";
    throw new TypeError(`${where}: expected a checkpoint with format "epochal-checkpoint", got ${got}`);
  }
  if (value.version !== 1) {
    throw new RangeError(`${where}: expected version 1, got ${String(value.version)}: a newer epochal may read it`);
  }
  const { name, hash, dataHash, spec, ...parts } = value as unknown as CheckpointJson;
  if (!isSpecShaped(spec) || !isRecord(parts.snapshot) || !isRecord(parts.data)) {
    throw new TypeError(`${where}: expected a spec, a snapshot and data, got a checkpoint without them`);
  }
  const snapshot = snapshotFromJson(parts.snapshot);
  const data = dataFromJson(parts.data, where);
  checkHash(hash, hashSnapshot(snapshot), "its state", where);
  checkHash(dataHash, hashData(data), "its rows", where);
  return { ...(name !== undefined && { name }), spec, data, snapshot };
}

/**
 * A trainer that goes on where the checkpoint was taken, with the same bits as the one that it was taken of.
 * @param options as for `createTrainer`.
 * @throws RangeError when spec, data and state do not fit.
 */
export function resumeTrainer(
  { spec, data, snapshot }: Checkpoint,
  options: Parameters<typeof createTrainer>[2] = {},
): Trainer {
  const trainer = createTrainer(spec, data, options);
  trainer.restore(snapshot);
  return trainer;
}

function checkHash(expected: unknown, found: string, of: string, where: string): void {
  if (expected === found) return;
  throw new RangeError(`${where}: expected ${of} to have the hash ${String(expected)}, got ${found}: it is damaged`);
}

/** Whether there is all that a training looks into; whether it makes sense is for `createTrainer` to say. */
function isSpecShaped(spec: unknown): boolean {
  if (!isRecord(spec) || !isRecord(spec.network) || !isRecord(spec.optimizer)) return false;
  return Array.isArray(spec.network.layers) && spec.network.layers.every(isRecord) && Boolean(spec.loss);
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError(`${where}: expected JSON, got text that is none: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
