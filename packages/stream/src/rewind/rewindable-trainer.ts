/**
 * A trainer that can return to any earlier state of its run. An earlier state is restored exactly, to the last bit: start from the
 * nearest cached snapshot and retrain, with the changes of settings applied at their positions.
 */
import { toEpochColumns, type EpochColumns, type Settings, type Snapshot, type Trainer } from "@epochal/core";
import type { SettingsChange, RunPoint } from "../events/index.ts";
import { createEditHistory, isBefore, type SeekTarget, type Bookmark, type TrainingPosition } from "./edit-history.ts";
import { createSnapshotCache } from "./snapshot-cache.ts";

export interface RewindableTrainer {
  readonly position: TrainingPosition;
  /** Whether the trainer repeats epochs, after an undo of a rewind, up to where the run had come before. */
  readonly isReplaying: boolean;
  /**
   * Trains up to `epochs` epochs, or with 0 up to `updates` updates of one, and applies the pending changes that become due. Stops
   * early at the next pending change.
   * @param updates default 1.
   */
  advance(epochs: number, updates?: number): EpochColumns;
  /** @throws RangeError if a setting is invalid; then nothing is changed. */
  set(settings: SettingsChange["set"]): void;
  /** Caches a snapshot of the current state, to return to. */
  cacheSnapshot(snapshot: Snapshot): void;
  /** Names the current state. */
  checkpoint(name: string): void;
  hasCheckpoint(name: string): boolean;
  /** Starts to return to an earlier state, or returns the reason why the command is rejected. */
  rewind(point: RunPoint): Seek | string;
  /** Starts to return to the state before the newest edit, or returns the reason why the command is rejected. */
  undo(): Seek | string;
  /** Starts to bring `copy`, a trainer of the same training, to an earlier state of this one; or returns a reason, as above. */
  seekOn(copy: Trainer, point: RunPoint): Seek | string;
}

/** Retraining up to an earlier state, in parts, because it may take long. */
export interface Seek {
  /** Trains up to `epochs` epochs, or with 0 up to `updates` updates of one (default 1). Returns whether the state is reached. */
  advance(epochs: number, updates?: number): boolean;
}

/** A seek to the current state. */
export const REACHED: Seek = { advance: () => true };

/**
 * @param trainer in the state at which the run starts.
 * @param cacheBytes memory for cached snapshots.
 * @param pending changes to apply later, of an interrupted run that this one resumes.
 */
export function createRewindableTrainer(
  trainer: Trainer,
  cacheBytes: number,
  pending: readonly SettingsChange[] = [],
): RewindableTrainer {
  const start = trainer.snapshot();
  const history = createEditHistory(start, pending);
  const cache = createSnapshotCache(start, cacheBytes);
  /** All settings of the trainer after each change. */
  const settingsAfter = new WeakMap<SettingsChange, Settings>();
  const position = (): TrainingPosition => ({ epoch: trainer.epoch, step: trainer.stepCount });

  function settingsAfterCount(changeCount: number): Settings {
    const last = history.changes[changeCount - 1];
    return last ? settingsAfter.get(last)! : start.settings;
  }

  function applyDueChanges(): void {
    for (let next = history.nextChange; next && isReached(trainer, next); next = history.nextChange) {
      trainer.set(next.set);
      settingsAfter.set(next, trainer.settings);
      history.markApplied();
    }
  }

  function isReplaying(): boolean {
    return history.replayEnd !== undefined && !isReached(trainer, history.replayEnd);
  }

  /** Restores the nearest snapshot in `retrained`, then retrains up to the target and calls `onReached`. */
  function replayTo(retrained: Trainer, target: SeekTarget, onReached: () => void): Seek {
    const from = cache.nearestBefore(target);
    const isExact = from.epoch === target.epoch && (target.step ?? from.step) === from.step;
    const changes = history.changes.slice(0, target.changes);
    const next = isExact ? target.changes : changes.filter((change) => !isBefore(from, change)).length;
    // A snapshot at the position of a change was taken either before or after it: its own settings do not count.
    retrained.restore({ ...from, settings: settingsAfterCount(next) });
    return retrain(retrained, target, changes.slice(next), onReached);
  }

  /** Returns the run itself to an earlier state, and forgets the snapshots after it. */
  function seek(target: SeekTarget, onReached: (to: Bookmark) => void): Seek {
    return replayTo(trainer, target, () => {
      cache.truncate(position());
      onReached({ ...position(), changes: target.changes });
      applyDueChanges();
    });
  }

  return {
    get position() {
      return position();
    },
    get isReplaying() {
      return isReplaying();
    },

    advance(epochs, updates) {
      applyDueChanges();
      const stops = [history.nextChange, isReplaying() ? history.replayEnd : undefined];
      const columns = advanceToward(trainer, epochs, stops, updates);
      applyDueChanges();
      return columns;
    },

    set(settings) {
      applyDueChanges();
      trainer.set(settings);
      history.set(position(), settings);
      settingsAfter.set(history.changes.at(-1)!, trainer.settings);
    },

    cacheSnapshot: (snapshot) => cache.add(snapshot),
    checkpoint: (name) => history.checkpoint(position(), name),
    hasCheckpoint: (name) => history.hasCheckpoint(name),

    rewind(point) {
      const before = position();
      const target = history.resolve(point, before);
      return typeof target === "string" ? target : seek(target, (to) => history.rewind(to, before));
    },

    undo() {
      const target = history.undoTarget(position());
      if (typeof target === "string") return target;
      if (target) return seek(target, () => history.undo());
      history.undo();
      applyDueChanges();
      return REACHED;
    },

    seekOn(copy, point) {
      const target = history.resolve(point, position());
      return typeof target === "string" ? target : replayTo(copy, target, () => {});
    },
  };
}

/** Trains up to the target, with the changes at their positions. */
function retrain(
  trainer: Trainer,
  target: SeekTarget,
  changes: readonly SettingsChange[],
  onReached: () => void,
): Seek {
  let next = 0;
  return {
    advance(epochs, updates) {
      for (; next < changes.length && isReached(trainer, changes[next]!); next++) trainer.set(changes[next]!.set);
      if (!isReached(trainer, target)) advanceToward(trainer, epochs, [changes[next], target], updates);
      if (!isReached(trainer, target)) return false;
      for (; next < changes.length; next++) trainer.set(changes[next]!.set);
      onReached();
      return true;
    },
  };
}

/** Trains whole epochs up to the first stop; if that lies within the next epoch, or with 0 epochs, updates up to it. */
function advanceToward(
  trainer: Trainer,
  epochs: number,
  stops: readonly (SeekTarget | TrainingPosition | undefined)[],
  updates = 1,
): EpochColumns {
  const count = stops.reduce((least, stop) => Math.min(least, stop ? stop.epoch - trainer.epoch : Infinity), epochs);
  if (count > 0) return trainer.advance(count);
  const { epoch, stepCount } = trainer;
  const updatesLeft = stops.map((stop) => (stop?.epoch === epoch ? (stop.step ?? Infinity) - stepCount : Infinity));
  const record = trainer.step(Math.min(updates, ...updatesLeft))?.epochRecord;
  return toEpochColumns(record ? [record] : [], trainer.epoch + 1);
}

function isReached({ epoch, stepCount }: Trainer, target: SeekTarget | TrainingPosition): boolean {
  if (epoch !== target.epoch) return epoch > target.epoch;
  return target.step === undefined || stepCount >= target.step;
}
