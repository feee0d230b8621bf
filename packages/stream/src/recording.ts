/**
 * A recorded run as it has ended up: without the epochs and settings that were rewound. Any state of it can be recomputed exactly
 * from the nearest snapshot.
 */
import { createTrainer, type Snapshot, type TrainingData, type TrainingSettings } from "@epochal/core";
import { simdEngine } from "@epochal/simd";
import { trainingSettings } from "./events/command.ts";
import type {
  SettingsChange,
  CommandedEvent,
  EventChunk,
  ScoredSnapshot,
  SnapshotEvent,
  StartedEvent,
} from "./events/index.ts";
import { createEditHistory, isBefore, type TrainingPosition, type EditHistory } from "./rewind/edit-history.ts";
import { createRewindableTrainer } from "./rewind/rewindable-trainer.ts";
import { scoredSnapshot } from "./runner/snapshot-taker.ts";

/** A recorded run, without what was rewound. */
export interface Recording {
  /** Its first event. */
  readonly started: StartedEvent;
  /** Epochs completed at the end. */
  readonly epoch: number;
  /** Its snapshots, oldest first. */
  readonly snapshots: readonly SnapshotEvent[];
  /** Its changes of settings, pending ones included. */
  readonly changes: readonly SettingsChange[];
  /** Whether it was paused at the end, or training the epochs of a `step`. */
  readonly isPaused: boolean;
}

/**
 * @param chunks all chunks of the run from its beginning.
 * @throws RangeError if they do not begin with `started`.
 */
export function readRecording(chunks: Iterable<EventChunk>): Recording {
  let started: StartedEvent | undefined;
  let history: EditHistory | undefined;
  let snapshots: SnapshotEvent[] = [];
  let epoch = 0;
  let isPaused = false;

  function markDueChanges(edits: EditHistory, now: TrainingPosition): void {
    while (edits.nextChange && !isBefore(now, edits.nextChange)) edits.markApplied();
  }

  function applyCommand(edits: EditHistory, { command, epoch: reached, step }: CommandedEvent): void {
    const position = { epoch: reached, step };
    switch (command.type) {
      case "set": {
        const settings = trainingSettings(command);
        markDueChanges(edits, position);
        if (settings) edits.set(position, settings);
        break;
      }
      case "checkpoint":
        markDueChanges(edits, position);
        edits.checkpoint(position, command.name);
        break;
      case "undo":
      case "rewind": {
        // The step before a rewind is not recorded.
        const before = { epoch, step: Infinity };
        const target = command.type === "rewind" ? edits.resolve(command, before) : undefined;
        if (target === undefined) edits.undo();
        else if (typeof target !== "string") edits.rewind({ ...position, changes: target.changes }, before);
        snapshots = snapshots.filter(({ snapshot }) => !isBefore(position, snapshot));
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
      snapshots = [];
      history = createEditHistory(chunk.from ?? { epoch: 0, step: 0 }, chunk.from?.ahead);
    }
    if (!started || !history) {
      throw new RangeError(`readRecording: expected "started" as the first event, got "${chunk.type}"`);
    }
    if (chunk.type === "epochs") {
      epoch = chunk.epoch + chunk.loss.length - 1;
      markDueChanges(history, { epoch, step: 0 });
    } else if (chunk.type === "snapshot") {
      snapshots.push(chunk);
      epoch = chunk.epoch;
      markDueChanges(history, chunk.snapshot);
    } else if (chunk.type === "commanded" && chunk.outcome === "applied") applyCommand(history, chunk);
  }
  if (!started || !history) throw new RangeError("readRecording: the run has no events");
  return { started, epoch, snapshots, changes: history.changes, isPaused };
}

/** Options to resume an interrupted run with `startRun`. */
export interface ResumeOptions {
  /** The newest snapshot of the run. Default: none, if the run has not emitted one. */
  readonly from?: Snapshot;
  /** The changes of settings after that snapshot. */
  readonly ahead: readonly SettingsChange[];
  /** Whether the run was paused, or training the epochs of a `step`. */
  readonly isPaused: boolean;
}

/** How to resume a run from its newest snapshot. */
export function resumeOptions({ snapshots, changes, isPaused }: Recording): ResumeOptions {
  const from = snapshots.at(-1)?.snapshot;
  if (!from) return { ahead: changes, isPaused };
  const pending = changes.filter((change) => !isBefore(change, from));
  // Changes at the position of the snapshot may be part of it already: its settings show whether they are.
  const here = pending.filter((change) => !isBefore(from, change));
  const settings: TrainingSettings = Object.assign({}, ...here.map(({ set }) => set));
  const isApplied = Object.entries(settings).every(([name, value]) => from.settings[name] === value);
  return { from, ahead: isApplied ? pending.slice(here.length) : pending, isPaused };
}

/**
 * The exact state of a run at the end of an epoch. For the epoch after which a resumed run starts, it is the snapshot that the run
 * resumed from, even if that lies within the next epoch.
 *
 * @param data the rows that the run was trained on.
 * @throws RangeError if the run has not reached the epoch, or started after it.
 */
export function snapshotAt(recording: Recording, data: TrainingData, epoch: number): ScoredSnapshot {
  const { started, snapshots, changes } = recording;
  const first = started.from?.epoch ?? 0;
  if (!Number.isInteger(epoch) || epoch < first || epoch > recording.epoch) {
    throw new RangeError(`snapshotAt: expected an epoch from ${first} to ${recording.epoch}, got ${epoch}`);
  }
  const base =
    snapshots.findLast(
      ({ snapshot }) => snapshot.epoch < epoch || (snapshot.epoch === epoch && snapshot.batch === 0),
    ) ??
    (started.from && snapshots.find((snapshot) => snapshot.epoch === epoch));
  if (base?.epoch === epoch) return withoutPosition(base);
  if (!base && started.from) throw new RangeError("snapshotAt: the snapshot that the run resumed from is missing");
  const trainer = createTrainer(started.spec, data, { engine: simdEngine });
  if (base) trainer.restore(base.snapshot);
  const pending = changes.filter((change) => change.epoch < epoch && !(base && isBefore(change, base.snapshot)));
  const rewindable = createRewindableTrainer(trainer, 0, pending);
  while (trainer.epoch < epoch && !trainer.end) rewindable.advance(epoch - trainer.epoch);
  return scoredSnapshot(trainer);
}

function withoutPosition({ epoch, hash, snapshot, scores }: SnapshotEvent): ScoredSnapshot {
  return { epoch, hash, snapshot, scores };
}
