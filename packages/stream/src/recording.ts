/**
 * A run as it has been told, read as a whole: the way that it has gone in the end, without what was taken back, and the states on
 * it. From the nearest of them every other is had again, to the last bit.
 */
import {
  createTrainer,
  hashSnapshot,
  score,
  type Scores,
  type Snapshot,
  type TrainingData,
  type TrainingSettings,
} from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import { trainingSettings } from "./events/command.ts";
import type { SettingsChange, CommandedEvent, EventChunk, SnapshotEvent, StartedEvent } from "./events/index.ts";
import { createEditHistory, isBefore, type TrainingPosition, type EditHistory } from "./rewind/edit-history.ts";

/** What is left of a run, of all that it has told. */
export interface Recording {
  /** Its first event. */
  readonly started: StartedEvent;
  /** Epochs completed in the end. */
  readonly epoch: number;
  /** Its states, the oldest first. */
  readonly snapshots: readonly SnapshotEvent[];
  /** What was set on its way, and what it would still set by itself. */
  readonly changes: readonly SettingsChange[];
  /** Whether it was paused in the end, or on the way of a `step`. */
  readonly isPaused: boolean;
}

/** A state that a run has been in. */
export type ScoredSnapshot = Omit<SnapshotEvent, "type" | "seq" | "time">;

/**
 * @param chunks all that the run has told, from its beginning.
 * @throws RangeError when they do not begin with `started`.
 */
export function readRecording(chunks: Iterable<EventChunk>): Recording {
  let started: StartedEvent | undefined;
  let timeline: EditHistory | undefined;
  let states: SnapshotEvent[] = [];
  let epoch = 0;
  let isPaused = false;
  /** Where the run stands, as far as it has said. */
  const now = (): TrainingPosition => ({ epoch, step: Infinity });

  /** What lay ahead has been set when the run stands there. */
  function markDueChanges(books: EditHistory, to: TrainingPosition): void {
    while (books.nextChange && !isBefore(to, books.nextChange)) books.markApplied();
  }

  function applyCommand(books: EditHistory, { command, epoch: reached, step }: CommandedEvent): void {
    const position = { epoch: reached, step };
    switch (command.type) {
      case "set": {
        const set = trainingSettings(command);
        markDueChanges(books, position);
        if (set) books.set(position, set);
        break;
      }
      case "checkpoint":
        markDueChanges(books, position);
        books.checkpoint(position, command.name);
        break;
      case "undo":
      case "rewind": {
        const goal = command.type === "rewind" ? books.resolve(command, now()) : undefined;
        if (goal === undefined) books.undo();
        else if (typeof goal !== "string") books.rewind({ ...position, changes: goal.changes }, now());
        states = states.filter(({ snapshot }) => !isBefore(position, snapshot));
        epoch = reached;
        break;
      }
      case "pause":
      case "step":
        isPaused = true;
        break;
      case "resume":
        isPaused = false;
        break;
      case "branch":
      case "stop":
    }
  }

  for (const chunk of chunks) {
    if (chunk.type === "started") {
      started = chunk;
      epoch = chunk.from?.epoch ?? 0;
      states = [];
      timeline = createEditHistory(chunk.from ?? { epoch: 0, step: 0 }, chunk.from?.ahead);
    }
    if (!started || !timeline) {
      throw new RangeError(`readRecording: expected a run from its "started" event on, got "${chunk.type}" first`);
    }
    if (chunk.type === "epochs") {
      epoch = chunk.epoch + chunk.loss.length - 1;
      markDueChanges(timeline, { epoch, step: 0 });
    } else if (chunk.type === "snapshot") {
      states.push(chunk);
      epoch = chunk.epoch;
      markDueChanges(timeline, chunk.snapshot);
    } else if (chunk.type === "commanded" && chunk.outcome === "applied") applyCommand(timeline, chunk);
  }
  if (!started || !timeline) throw new RangeError("readRecording: expected a run, got no events");
  return { started, epoch, snapshots: states, changes: timeline.changes, isPaused };
}

/** What it takes to go on with a run that was cut short. */
export interface ResumeOptions {
  /** The newest snapshot of the run. Default: none, if the run has not emitted one. */
  readonly from?: Snapshot;
  /** What was set behind it, to be set again. */
  readonly ahead: readonly SettingsChange[];
  /** Whether it was paused, or on the way of a `step`. */
  readonly isPaused: boolean;
}

/** Where the run stood when it was last heard of. */
export function resumeOptions({ snapshots: states, changes, isPaused }: Recording): ResumeOptions {
  const from = states.at(-1)?.snapshot;
  if (!from) return { ahead: changes, isPaused };
  const left = changes.filter((change) => !isBefore(change, from));
  // What was set where the state was taken, it may have already: the last of each setting tells.
  const here = left.filter((change) => !isBefore(from, change));
  const settings: TrainingSettings = Object.assign({}, ...here.map(({ set }) => set));
  const isSet = Object.entries(settings).every(([name, value]) => from.settings[name] === value);
  return { from, ahead: isSet ? left.slice(here.length) : left, isPaused };
}

/**
 * The state of a run as an epoch had ended, the same to the last bit; for the epoch behind which it began, the state that it
 * began at, be that in the middle of the next.
 *
 * @param data the rows it learned from.
 * @throws RangeError when it has not come so far, or began later.
 */
export function snapshotAt(recording: Recording, data: TrainingData, epoch: number): ScoredSnapshot {
  const { started, snapshots: states, changes } = recording;
  const first = started.from?.epoch ?? 0;
  if (!Number.isInteger(epoch) || epoch < first || epoch > recording.epoch) {
    throw new RangeError(`stateAt: expected an epoch from ${first} to ${recording.epoch}, got ${epoch}`);
  }
  const base =
    states.findLast(({ snapshot }) => snapshot.epoch < epoch || (snapshot.epoch === epoch && snapshot.batch === 0)) ??
    (started.from && states.find((state) => state.epoch === epoch));
  if (base?.epoch === epoch) return stateOf(base);
  if (!base && started.from)
    throw new RangeError("stateAt: expected a run that tells the state it goes on from, got none");
  const trainer = createTrainer(started.spec, data, { engine: simdEngine });
  if (base) trainer.restore(base.snapshot);
  const left = changes.filter((change) => change.epoch < epoch && !(base && isBefore(change, base.snapshot)));
  for (const { step, set, ...change } of left) {
    if (change.epoch > trainer.epoch) trainer.advance(change.epoch - trainer.epoch);
    while (trainer.stepCount < step && trainer.step());
    trainer.set(set);
  }
  while (trainer.epoch < epoch && !trainer.end) trainer.advance(epoch - trainer.epoch);
  const snapshot = trainer.snapshot();
  const { rows, predicted } = trainer.evaluate();
  const scores: Scores = score(predicted, rows);
  return { epoch, hash: hashSnapshot(snapshot), snapshot, scores };
}

function stateOf({ epoch, hash, snapshot, scores }: SnapshotEvent): ScoredSnapshot {
  return { epoch, hash, snapshot, scores };
}
