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
import { createKeptStates } from "./kept-states.ts";
import { createTimeline, isBefore, type Goal, type Mark, type Position, type Timeline } from "./timeline.ts";
import type { SettingsChange, RunPoint } from "./events/index.ts";

export interface Course {
  readonly timeline: Timeline;
  /** Where it stands. */
  readonly position: Position;
  /**
   * Trains up to so many epochs, or with 0 up to so many updates of one, and makes the changes that lie ahead; fewer where one does.
   * @param updates default 1.
   */
  advance(epochs: number, updates?: number): EpochColumns;
  /** @throws RangeError with the reason why something cannot be set; nothing is changed then. */
  set(settings: TrainingSettings): void;
  /** A state of now, to go back to. */
  keep(snapshot: Snapshot): void;
  /** On the way back to a place; or why there is none. */
  rewind(place: RunPoint): Journey | string;
  /** On the way back to before what was changed last; or why there is none. */
  undo(): Journey | string;
  /** On the way of another trainer of the same training to a place that this one has been at. */
  visit(place: RunPoint, other: Trainer): Journey | string;
}

/** On the way to a state: it may take longer than anybody should wait. */
export interface Journey {
  /** Trains up to so many epochs, or with 0 up to so many updates of one, 1 by default; whether it has arrived. */
  goOn(epochs: number, updates?: number): boolean;
}

const ARRIVED: Journey = { goOn: () => true };

/**
 * @param trainer as it begins.
 * @param budget what states to go back to may take in memory, in bytes.
 * @param ahead changes that lie on its way.
 */
export function createCourse(trainer: Trainer, budget: number, ahead: readonly SettingsChange[] = []): Course {
  const start = trainer.snapshot();
  const timeline = createTimeline(start, ahead);
  const kept = createKeptStates(start, budget);
  /** All settings, as each change left them. */
  const settled = new WeakMap<SettingsChange, Settings>();
  const position = (): Position => ({ epoch: trainer.epoch, step: trainer.stepCount });

  function settingsAfter(changes: number): Settings {
    const last = timeline.changes[changes - 1];
    return last ? settled.get(last)! : start.settings;
  }

  function makeChanges(): void {
    for (let next = timeline.ahead; next && isReached(trainer, next); next = timeline.ahead) {
      trainer.set(next.set);
      settled.set(next, trainer.settings);
      timeline.pass();
    }
  }

  /** The state that is looked for, of this trainer or another one; then `arrive`. */
  function travel(traveller: Trainer, goal: Goal, arrive: () => void): Journey {
    const from = kept.nearest(goal);
    const isThere = from.epoch === goal.epoch && (goal.step ?? from.step) === from.step;
    const changes = timeline.changes.slice(0, goal.changes);
    let next = isThere ? goal.changes : changes.filter((change) => !isBefore(from, change)).length;
    // Which of the changes at its own place the state has, depends on when it was kept.
    traveller.restore({ ...from, settings: settingsAfter(next) });
    return {
      goOn(epochs, updates) {
        for (; next < changes.length && isReached(traveller, changes[next]!); next++) traveller.set(changes[next]!.set);
        if (!isReached(traveller, goal)) train(traveller, epochs, [changes[next], goal], updates);
        if (!isReached(traveller, goal)) return false;
        for (; next < changes.length; next++) traveller.set(changes[next]!.set);
        arrive();
        return true;
      },
    };
  }

  /** Back to a state of this run: those beyond it are no more. */
  function goBack(goal: Goal, arrive: (to: Mark) => void): Journey {
    return travel(trainer, goal, () => {
      kept.cut(position());
      arrive({ ...position(), changes: goal.changes });
      makeChanges();
    });
  }

  return {
    timeline,
    get position() {
      return position();
    },

    advance(epochs, updates) {
      makeChanges();
      const { ahead: next, until } = timeline;
      const columns = train(trainer, epochs, [next, until && !isReached(trainer, until) ? until : undefined], updates);
      makeChanges();
      return columns;
    },

    set(settings) {
      makeChanges();
      trainer.set(settings);
      timeline.set(position(), settings);
      settled.set(timeline.changes.at(-1)!, trainer.settings);
    },

    keep: (snapshot) => kept.keep(snapshot),

    rewind(place) {
      const before = position();
      const goal = timeline.find(place, before);
      return typeof goal === "string" ? goal : goBack(goal, (to) => timeline.rewind(to, before));
    },

    undo() {
      const goal = timeline.undoFrom(position());
      if (typeof goal === "string") return goal;
      if (goal) return goBack(goal, () => timeline.undo());
      timeline.undo();
      makeChanges();
      return ARRIVED;
    },

    visit(place, other) {
      const goal = timeline.find(place, position());
      return typeof goal === "string" ? goal : travel(other, goal, () => {});
    },
  };
}

/** Whole epochs, up to the next place where something is to be done; where that lies within an epoch, or with 0, updates up to it. */
function train(
  trainer: Trainer,
  epochs: number,
  places: readonly (Goal | Position | undefined)[],
  updates = 1,
): EpochColumns {
  const most = places.reduce((least, place) => Math.min(least, place ? place.epoch - trainer.epoch : Infinity), epochs);
  if (most > 0) return trainer.advance(most);
  const { epoch, stepCount } = trainer;
  const left = places.map((place) => (place?.epoch === epoch ? (place.step ?? Infinity) - stepCount : Infinity));
  const record = trainer.step(Math.min(updates, ...left))?.epochRecord;
  return toEpochColumns(record ? [record] : [], trainer.epoch + 1);
}

function isReached({ epoch, stepCount }: Trainer, place: Goal | Position): boolean {
  if (epoch !== place.epoch) return epoch > place.epoch;
  return place.step === undefined || stepCount >= place.step;
}
