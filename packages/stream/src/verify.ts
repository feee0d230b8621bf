/** Trains a recorded run again, with its commands, and compares every number that it has told. */
import {
  createTrainer,
  hashParameters,
  hashSnapshot,
  type EpochColumns,
  type Trainer,
  type TrainingData,
  type BackendOptions,
} from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import { createRewindableTrainer, type RewindableTrainer } from "./rewind/rewindable-trainer.ts";
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

/** How much has been compared, and what was found. */
export interface VerificationResult {
  /** Epochs whose numbers are the same, each time they were told. */
  readonly epochs: number;
  /** States with the same hash. */
  readonly snapshots: number;
  /** Commands that were obeyed again. */
  readonly commands: number;
  /** Whether the model at its end is the same; undefined where the run has no end, or was discarded. */
  readonly isModelSame?: boolean;
  /** The first number that is another one; absent where none is. */
  readonly difference?: Mismatch;
}

/** Where a run that is trained again goes another way. */
export interface Mismatch {
  /** Position of the event that tells it. */
  readonly seq: number;
  /** Epochs completed, or the one that differs. */
  readonly epoch: number;
  /** What differs, such as `loss` or `snapshot`. */
  readonly of: string;
  /** As it was recorded. */
  readonly expected: string;
  /** As it is now. */
  readonly got: string;
}

/** What to go back to is kept in so many bytes. */
const CACHE_BYTES = 16e6;
/** Most epochs in one go on the way back. */
const MAX_EPOCHS_PER_CALL = 1024;

/**
 * @param chunks all that the run has told, from its beginning.
 * @param data the rows it learned from.
 * @param options who does the arithmetic. Default: WebAssembly, where it can.
 * @throws RangeError when the chunks do not begin with `started`, or a run that goes on from a state does not tell it.
 */
export function verifyRun(
  chunks: Iterable<EventChunk>,
  data: TrainingData,
  options: BackendOptions = { engine: simdEngine },
): VerificationResult {
  const count = { epochs: 0, snapshots: 0, commands: 0 };
  let started: StartedEvent | undefined;
  let again: { readonly trainer: Trainer; readonly course: RewindableTrainer } | undefined;
  let end: Pick<VerificationResult, "isModelSame"> = {};

  function begin({ spec, from }: StartedEvent, state?: SnapshotEvent): void {
    const trainer = createTrainer(spec, data, options);
    if (state) trainer.restore(state.snapshot);
    again = { trainer, course: createRewindableTrainer(trainer, CACHE_BYTES, from?.ahead) };
  }

  function compare(chunk: EventChunk): Mismatch | undefined {
    if (chunk.type === "started") {
      started = chunk;
      if (!chunk.from) begin(chunk);
      return undefined;
    }
    if (!started)
      throw new RangeError(`verifyRun: expected a run from its "started" event on, got "${chunk.type}" first`);
    if (chunk.type === "noticed") return undefined;
    if (!again && chunk.type === "snapshot") {
      const { hash } = started.from!;
      begin(started, chunk);
      if (hash !== chunk.hash) return mismatch(chunk, chunk.epoch, "the state it goes on from", hash, chunk.hash);
    }
    if (!again) throw new RangeError("verifyRun: expected a run that tells the state it goes on from, got none");
    const { trainer, course } = again;
    switch (chunk.type) {
      case "epochs": {
        const difference = compareEpochs(chunk, trainer, course);
        count.epochs += difference ? difference.epoch - chunk.epoch : chunk.loss.length;
        return difference;
      }
      case "snapshot": {
        const difference = compareSnapshot(chunk, trainer, course);
        if (!difference) count.snapshots += 1;
        return difference;
      }
      case "commanded":
        if (chunk.outcome === "refused") return undefined;
        count.commands += 1;
        return replayCommand(chunk, trainer, course);
      case "finished": {
        // Nothing is kept of its model; and it may have ended by itself first, which nobody was told.
        if (chunk.reason === "discarded") return undefined;
        const difference = compareEnd(chunk, trainer, course);
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

function compareEpochs(chunk: EpochChunk, trainer: Trainer, course: RewindableTrainer): Mismatch | undefined {
  for (let done = 0; done < chunk.loss.length;) {
    if (trainer.end) return mismatch(chunk, chunk.epoch + done, "epoch", `${chunk.epoch + done}`, "the end");
    const columns = course.advance(chunk.loss.length - done);
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

function compareSnapshot(chunk: SnapshotEvent, trainer: Trainer, course: RewindableTrainer): Mismatch | undefined {
  const { epoch, hash, snapshot } = chunk;
  const told = hashSnapshot(snapshot);
  if (told !== hash) return mismatch(chunk, epoch, "snapshot, which is damaged", hash, told);
  catchUp(snapshot, trainer, course);
  const state = trainer.snapshot();
  const got = hashSnapshot(state);
  if (got !== hash) return mismatch(chunk, epoch, "snapshot", hash, got);
  course.cacheSnapshot(state);
  return undefined;
}

/** To where a command was given; then what it did. */
function replayCommand(chunk: CommandedEvent, trainer: Trainer, course: RewindableTrainer): Mismatch | undefined {
  const { command, epoch, step } = chunk;
  if (command.type === "branch") return undefined;
  // Within an epoch nobody tells how far the run had come: at least to where it went back to.
  if (rewindsRun(command)) {
    catchUp(chunk, trainer, course);
    const journey = command.type === "undo" ? course.undo() : course.rewind(command);
    if (typeof journey === "string") return mismatch(chunk, epoch, command.type, "a way back", journey);
    while (!journey.advance(MAX_EPOCHS_PER_CALL));
  }
  catchUp(chunk, trainer, course);
  const stands = course.position;
  if (stands.epoch !== epoch || stands.step !== step) {
    return mismatch(chunk, epoch, command.type, `${step} updates`, `${stands.step} updates`);
  }
  if (command.type === "checkpoint") course.checkpoint(command.name);
  if (command.type === "set") {
    const set = trainingSettings(command);
    if (set) course.set(set);
  }
  return undefined;
}

function compareEnd(chunk: FinishedEvent, trainer: Trainer, course: RewindableTrainer): Mismatch | undefined {
  const { reason, epoch, modelEpoch, hash } = chunk;
  if (reason === "completed" || reason === "early" || reason === "diverged") {
    while (!trainer.end && trainer.epoch <= epoch) course.advance(1);
    const got = trainer.end ? trainer.end.reason : "more epochs";
    if (got !== reason) return mismatch(chunk, epoch, "end", reason, got);
  }
  if (trainer.modelEpoch !== modelEpoch) {
    return mismatch(chunk, epoch, "epoch of the model", `${modelEpoch}`, `${trainer.modelEpoch}`);
  }
  const got = hashParameters(trainer.model().network.parameters);
  return got === hash ? undefined : mismatch(chunk, epoch, "model", hash, got);
}

/** Updates within an epoch, which nobody tells. */
function catchUp(
  place: { readonly epoch: number; readonly step: number },
  trainer: Trainer,
  course: RewindableTrainer,
): void {
  while (!trainer.end && trainer.epoch === place.epoch && trainer.stepCount < place.step) course.advance(0);
}

function mismatch({ seq }: EventChunk, epoch: number, of: string, expected: string, got: string): Mismatch {
  return { seq, epoch, of, expected, got };
}
