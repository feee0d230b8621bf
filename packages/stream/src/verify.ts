/** Retrains a recorded run, with its commands, and compares every recorded value. */
import {
  createTrainer,
  hashParameters,
  hashSnapshot,
  type BackendOptions,
  type EpochColumns,
  type Trainer,
  type TrainingData,
} from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import { trainingSettings } from "./events/command.ts";
import {
  EPOCH_COLUMNS,
  rewindsRun,
  type CommandedEvent,
  type EpochChunk,
  type EventChunk,
  type FinishedEvent,
  type SnapshotEvent,
  type StartedEvent,
} from "./events/index.ts";
import type { TrainingPosition } from "./rewind/edit-history.ts";
import { createRewindableTrainer, type RewindableTrainer } from "./rewind/rewindable-trainer.ts";

/** How much was compared, and the first mismatch. */
export interface VerificationResult {
  /** Epochs with equal numbers; an epoch that the run repeated counts each time. */
  readonly epochs: number;
  /** Snapshots with equal hashes. */
  readonly snapshots: number;
  /** Commands that were replayed. */
  readonly commands: number;
  /** Whether the final model is the same. Absent if the run has not finished or was discarded. */
  readonly isModelSame?: boolean;
  /** The first value that differs; absent if none does. */
  readonly difference?: Mismatch;
}

/** A recorded value that retraining does not reproduce. */
export interface Mismatch {
  /** Position of the event that has the value. */
  readonly seq: number;
  /** Epochs completed, or the epoch that has the value. */
  readonly epoch: number;
  /** Name of the value, such as `loss` or `snapshot`. */
  readonly of: string;
  /** The recorded value. */
  readonly expected: string;
  /** The value after retraining. */
  readonly got: string;
}

/** The retrained run. */
interface Replica {
  readonly trainer: Trainer;
  readonly rewindable: RewindableTrainer;
}

const CACHE_BYTES = 16e6;
const MAX_EPOCHS_PER_CALL = 1024;

/**
 * Stops at the first mismatch.
 *
 * @param chunks all chunks of the run from its beginning.
 * @param data the rows that the run was trained on.
 * @param options how to compute. Default: WebAssembly if available.
 * @throws RangeError if the chunks do not begin with `started`, or the snapshot that a resumed run started from is missing.
 */
export function verifyRun(
  chunks: Iterable<EventChunk>,
  data: TrainingData,
  options: BackendOptions = { engine: simdEngine },
): VerificationResult {
  const count = { epochs: 0, snapshots: 0, commands: 0 };
  let started: StartedEvent | undefined;
  let replica: Replica | undefined;
  let end: Pick<VerificationResult, "isModelSame"> = {};

  function createReplica({ spec, from }: StartedEvent, start?: SnapshotEvent): Replica {
    const trainer = createTrainer(spec, data, options);
    if (start) trainer.restore(start.snapshot);
    return { trainer, rewindable: createRewindableTrainer(trainer, CACHE_BYTES, from?.ahead) };
  }

  function compare(chunk: EventChunk): Mismatch | undefined {
    if (chunk.type === "started") {
      started = chunk;
      if (!chunk.from) replica = createReplica(chunk);
      return undefined;
    }
    if (!started) throw new RangeError(`verifyRun: expected "started" as the first event, got "${chunk.type}"`);
    if (chunk.type === "noticed") return undefined;
    if (!replica && chunk.type === "snapshot") {
      const { hash } = started.from!;
      replica = createReplica(started, chunk);
      if (hash !== chunk.hash) return mismatch(chunk, chunk.epoch, "start snapshot", hash, chunk.hash);
    }
    if (!replica) throw new RangeError("verifyRun: the snapshot that the run started from is missing");
    switch (chunk.type) {
      case "epochs": {
        const difference = compareEpochs(chunk, replica);
        count.epochs += difference ? difference.epoch - chunk.epoch : chunk.loss.length;
        return difference;
      }
      case "snapshot": {
        const difference = compareSnapshot(chunk, replica);
        if (!difference) count.snapshots += 1;
        return difference;
      }
      case "commanded":
        if (chunk.outcome === "refused") return undefined;
        count.commands += 1;
        return replayCommand(chunk, replica);
      case "finished": {
        // A discarded run has no model. Its training may have ended before the command, without an event.
        if (chunk.reason === "discarded") return undefined;
        const difference = compareEnd(chunk, replica);
        end = { isModelSame: difference === undefined };
        return difference;
      }
    }
  }

  for (const chunk of chunks) {
    const difference = compare(chunk);
    if (difference) return { ...count, ...end, difference };
  }
  return { ...count, ...end };
}

function compareEpochs(chunk: EpochChunk, { trainer, rewindable }: Replica): Mismatch | undefined {
  for (let done = 0; done < chunk.loss.length;) {
    if (trainer.end) return mismatch(chunk, chunk.epoch + done, "epoch", `${chunk.epoch + done}`, "the end");
    const columns = rewindable.advance(chunk.loss.length - done);
    if (columns.loss.length === 0) continue;
    const difference = compareColumns(chunk, done, columns);
    if (difference) return difference;
    done += columns.loss.length;
  }
  return undefined;
}

function compareColumns(chunk: EpochChunk, done: number, columns: EpochColumns): Mismatch | undefined {
  if (columns.epoch !== chunk.epoch + done) {
    return mismatch(chunk, chunk.epoch + done, "epoch", `${chunk.epoch + done}`, `${columns.epoch}`);
  }
  for (let i = 0; i < columns.loss.length; i++) {
    for (const name of EPOCH_COLUMNS) {
      const [expected, got] = [chunk[name]?.[done + i], columns[name]?.[i]];
      if (expected === got) continue;
      return { ...mismatch(chunk, columns.epoch + i, name, `${expected}`, `${got}`), seq: chunk.seq + done + i };
    }
  }
  return undefined;
}

function compareSnapshot(chunk: SnapshotEvent, replica: Replica): Mismatch | undefined {
  const { epoch, hash, snapshot } = chunk;
  const recordedHash = hashSnapshot(snapshot);
  if (recordedHash !== hash) return mismatch(chunk, epoch, "snapshot (damaged)", hash, recordedHash);
  catchUp(snapshot, replica);
  const retrained = replica.trainer.snapshot();
  const got = hashSnapshot(retrained);
  if (got !== hash) return mismatch(chunk, epoch, "snapshot", hash, got);
  replica.rewindable.cacheSnapshot(retrained);
  return undefined;
}

/** Trains up to the position of a command, and applies it. */
function replayCommand(chunk: CommandedEvent, replica: Replica): Mismatch | undefined {
  const { rewindable } = replica;
  const { command, epoch, step } = chunk;
  if (command.type === "branch") return undefined;
  if (rewindsRun(command)) {
    // The event has the position after the rewind. Within the epoch, the run had come at least as far.
    catchUp(chunk, replica);
    const seek = command.type === "undo" ? rewindable.undo() : rewindable.rewind(command);
    if (typeof seek === "string") return mismatch(chunk, epoch, command.type, "applied", seek);
    while (!seek.advance(MAX_EPOCHS_PER_CALL));
  }
  catchUp(chunk, replica);
  const { position } = rewindable;
  if (position.epoch !== epoch || position.step !== step) {
    return mismatch(chunk, epoch, command.type, `${step} updates`, `${position.step} updates`);
  }
  if (command.type === "checkpoint") rewindable.checkpoint(command.name);
  const settings = command.type === "set" ? trainingSettings(command) : undefined;
  if (settings) rewindable.set(settings);
  return undefined;
}

function compareEnd(chunk: FinishedEvent, { trainer, rewindable }: Replica): Mismatch | undefined {
  const { reason, epoch, modelEpoch, hash } = chunk;
  if (reason === "completed" || reason === "early" || reason === "diverged") {
    while (!trainer.end && trainer.epoch <= epoch) rewindable.advance(1);
    const got = trainer.end ? trainer.end.reason : "more epochs";
    if (got !== reason) return mismatch(chunk, epoch, "end", reason, got);
  }
  if (trainer.modelEpoch !== modelEpoch) {
    return mismatch(chunk, epoch, "model epoch", `${modelEpoch}`, `${trainer.modelEpoch}`);
  }
  const got = hashParameters(trainer.model().network.parameters);
  return got === hash ? undefined : mismatch(chunk, epoch, "model", hash, got);
}

/** Does the updates within an epoch up to a position: they have no events. */
function catchUp({ epoch, step }: TrainingPosition, { trainer, rewindable }: Replica): void {
  while (!trainer.end && trainer.epoch === epoch && trainer.stepCount < step) rewindable.advance(0);
}

function mismatch({ seq }: EventChunk, epoch: number, of: string, expected: string, got: string): Mismatch {
  return { seq, epoch, of, expected, got };
}
