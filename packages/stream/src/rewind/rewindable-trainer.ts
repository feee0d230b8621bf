/**
 * A training that can be taken back: the trainer, the way it has gone, and states to go back to. Whatever state it has been in
 * is had again, to the last bit, by the nearest state that is kept and training from there.
 */
import {
  toEpochColumns,
  type EpochColumns,
  type Settings,
  type Snapshot,
  type Trainer,
  type TrainingSettings,
} from "@epochal/core";
import { createSnapshotCache } from "./snapshot-cache.ts";
import {
  createEditHistory,
  isBefore,
  type SeekTarget,
  type Bookmark,
  type TrainingPosition,
  type EditHistory,
} from "./edit-history.ts";
import type { SettingsChange, RunPoint } from "../events/index.ts";

export interface RewindableTrainer {
  readonly timeline: EditHistory;
  /** Where it stands. */
  readonly position: TrainingPosition;
  /**
   * Trains up to so many epochs, or with 0 up to so many updates of one, and makes the changes that lie ahead; fewer where one does.
   * @param updates default 1.
   */
  advance(epochs: number, updates?: number): EpochColumns;
  /** @throws RangeError with the reason why something cannot be set; nothing is changed then. */
  set(settings: TrainingSettings): void;
  /** A state of now, to go back to. */
  cacheSnapshot(snapshot: Snapshot): void;
  /** On the way back to a place; or why there is none. */
  rewind(place: RunPoint): Seek | string;
  /** On the way back to before what was changed last; or why there is none. */
  undo(): Seek | string;
  /** On the way of another trainer of the same training to a place that this one has been at. */
  seekOn(place: RunPoint, other: Trainer): Seek | string;
}

/** On the way to a state: it may take longer than anybody should wait. */
export interface Seek {
  /** Trains up to so many epochs, or with 0 up to so many updates of one, 1 by default; whether it has arrived. */
  advance(epochs: number, updates?: number): boolean;
}

const REACHED: Seek = { advance: () => true };

/**
 * @param trainer as it begins.
 * @param budget what states to go back to may take in memory, in bytes.
 * @param ahead changes that lie on its way.
 */
export function createRewindableTrainer(
  trainer: Trainer,
  budget: number,
  ahead: readonly SettingsChange[] = [],
): RewindableTrainer {
  const start = trainer.snapshot();
  const timeline = createEditHistory(start, ahead);
  const cache = createSnapshotCache(start, budget);
  /** All settings, as each change left them. */
  const settingsAfterChange = new WeakMap<SettingsChange, Settings>();
  const position = (): TrainingPosition => ({ epoch: trainer.epoch, step: trainer.stepCount });

  function settingsAfter(changes: number): Settings {
    const last = timeline.changes[changes - 1];
    return last ? settingsAfterChange.get(last)! : start.settings;
  }

  function applyDueChanges(): void {
    for (let next = timeline.nextChange; next && isReached(trainer, next); next = timeline.nextChange) {
      trainer.set(next.set);
      settingsAfterChange.set(next, trainer.settings);
      timeline.markApplied();
    }
  }

  /** The state that is looked for, of this trainer or another one; then `arrive`. */
  function replayTo(traveller: Trainer, goal: SeekTarget, arrive: () => void): Seek {
    const from = cache.nearestBefore(goal);
    const isThere = from.epoch === goal.epoch && (goal.step ?? from.step) === from.step;
    const changes = timeline.changes.slice(0, goal.changes);
    let next = isThere ? goal.changes : changes.filter((change) => !isBefore(from, change)).length;
    // Which of the changes at its own place the state has, depends on when it was kept.
    traveller.restore({ ...from, settings: settingsAfter(next) });
    return {
      advance(epochs, updates) {
        for (; next < changes.length && isReached(traveller, changes[next]!); next++) traveller.set(changes[next]!.set);
        if (!isReached(traveller, goal)) advanceToward(traveller, epochs, [changes[next], goal], updates);
        if (!isReached(traveller, goal)) return false;
        for (; next < changes.length; next++) traveller.set(changes[next]!.set);
        arrive();
        return true;
      },
    };
  }

  /** Back to a state of this run: those beyond it are no more. */
  function seek(goal: SeekTarget, arrive: (to: Bookmark) => void): Seek {
    return replayTo(trainer, goal, () => {
      cache.truncate(position());
      arrive({ ...position(), changes: goal.changes });
      applyDueChanges();
    });
  }

  return {
    timeline,
    get position() {
      return position();
    },

    advance(epochs, updates) {
      applyDueChanges();
      const { nextChange: next, replayEnd: until } = timeline;
      const columns = advanceToward(
        trainer,
        epochs,
        [next, until && !isReached(trainer, until) ? until : undefined],
        updates,
      );
      applyDueChanges();
      return columns;
    },

    set(settings) {
      applyDueChanges();
      trainer.set(settings);
      timeline.set(position(), settings);
      settingsAfterChange.set(timeline.changes.at(-1)!, trainer.settings);
    },

    cacheSnapshot: (snapshot) => cache.add(snapshot),

    rewind(place) {
      const before = position();
      const goal = timeline.resolve(place, before);
      return typeof goal === "string" ? goal : seek(goal, (to) => timeline.rewind(to, before));
    },

    undo() {
      const goal = timeline.undoTarget(position());
      if (typeof goal === "string") return goal;
      if (goal) return seek(goal, () => timeline.undo());
      timeline.undo();
      applyDueChanges();
      return REACHED;
    },

    seekOn(place, other) {
      const goal = timeline.resolve(place, position());
      return typeof goal === "string" ? goal : replayTo(other, goal, () => {});
    },
  };
}

/** Whole epochs, up to the next place where something is to be done; where that lies within an epoch, or with 0, updates up to it. */
function advanceToward(
  trainer: Trainer,
  epochs: number,
  places: readonly (SeekTarget | TrainingPosition | undefined)[],
  updates = 1,
): EpochColumns {
  const most = places.reduce((least, place) => Math.min(least, place ? place.epoch - trainer.epoch : Infinity), epochs);
  if (most > 0) return trainer.advance(most);
  const { epoch, stepCount } = trainer;
  const left = places.map((place) => (place?.epoch === epoch ? (place.step ?? Infinity) - stepCount : Infinity));
  const record = trainer.step(Math.min(updates, ...left))?.epochRecord;
  return toEpochColumns(record ? [record] : [], trainer.epoch + 1);
}

function isReached({ epoch, stepCount }: Trainer, place: SeekTarget | TrainingPosition): boolean {
  if (epoch !== place.epoch) return epoch > place.epoch;
  return place.step === undefined || stepCount >= place.step;
}
