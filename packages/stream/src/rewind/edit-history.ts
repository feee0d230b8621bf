/**
 * The way a run has gone: what was changed of its training and where, which states have names, and what can be taken back. Plain
 * books: who trains reads them, and so does who only reads what a run has told.
 */
import type { TrainingSettings } from "@epochal/core";
import type { SettingsChange, RunPoint } from "../events/index.ts";

/** Where a training stands. */
export interface TrainingPosition {
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
}

/** A state on the way: where, and after how many of the changes. */
export interface Bookmark extends TrainingPosition {
  readonly changes: number;
}

/** A state that is looked for; without `step`, where the epoch had just ended. */
export type SeekTarget = Omit<Bookmark, "step"> & Partial<Bookmark>;

/** One way from the beginning. */
interface Timeline {
  readonly changes: readonly SettingsChange[];
  readonly checkpoints: ReadonlyMap<string, Bookmark>;
}

/** Something that can be taken back. */
type Edit =
  | { readonly type: "set"; readonly before: Bookmark; readonly line: Timeline }
  | { readonly type: "rewind"; readonly before: Bookmark; readonly to: Bookmark; readonly line: Timeline };

export interface EditHistory {
  /** All changes of the way, those that lie ahead too. */
  readonly changes: readonly SettingsChange[];
  /** How many of them have been made. */
  readonly appliedCount: number;
  /** The next that lies ahead, where the run goes an old way again. */
  readonly nextChange: SettingsChange | undefined;
  /** How far it had come on that way. */
  readonly replayEnd: Bookmark | undefined;
  /** The change ahead has been made. */
  markApplied(): void;
  set(now: TrainingPosition, settings: TrainingSettings): void;
  checkpoint(now: TrainingPosition, name: string): void;
  hasCheckpoint(name: string): boolean;
  /** The state that is meant, or why there is none. */
  resolve(place: RunPoint, now: TrainingPosition): SeekTarget | string;
  /** The run has gone back. @param before where it stood. */
  rewind(to: Bookmark, before: TrainingPosition): void;
  /** Where the run must go back to, so that the newest deed can be taken back; undefined where it need not, a string where there is none. */
  undoTarget(now: TrainingPosition): Bookmark | string | undefined;
  /** It is taken back, and the run has gone back to there. */
  undo(): void;
}

/**
 * @param start where the run begins.
 * @param ahead changes that lie on its way: those of a run that it goes on with.
 */
export function createEditHistory(start: TrainingPosition, ahead: readonly SettingsChange[] = []): EditHistory {
  let line: Timeline = { changes: ahead, checkpoints: new Map() };
  let made = 0;
  let until: Bookmark | undefined;
  const edits: Edit[] = [];

  function truncate(to: Bookmark): void {
    const checkpoints = [...line.checkpoints].filter(([, mark]) => !isBefore(to, mark));
    line = { changes: line.changes.slice(0, to.changes), checkpoints: new Map(checkpoints) };
    made = to.changes;
    until = undefined;
  }

  return {
    get changes() {
      return line.changes;
    },
    get appliedCount() {
      return made;
    },
    get nextChange() {
      return line.changes[made];
    },
    get replayEnd() {
      return until;
    },
    markApplied() {
      made += 1;
    },

    set(now, settings) {
      const before = { ...now, changes: made };
      edits.push({ type: "set", before, line });
      truncate(before);
      line = { ...line, changes: [...line.changes, { ...now, set: settings }] };
      made += 1;
    },

    checkpoint(now, name) {
      line = { ...line, checkpoints: new Map([...line.checkpoints, [name, { ...now, changes: made }]]) };
    },
    hasCheckpoint: (name) => line.checkpoints.has(name),

    resolve({ epoch, checkpoint }, now) {
      if ((epoch === undefined) === (checkpoint === undefined)) return "expected an epoch or a checkpoint, one of them";
      if (checkpoint !== undefined) {
        const mark = line.checkpoints.get(checkpoint);
        if (mark && !isBefore({ ...now, changes: made }, mark)) return mark;
        const reached = [...line.checkpoints].filter(([, named]) => !isBefore({ ...now, changes: made }, named));
        const names = reached.map(([name]) => `"${name}"`);
        const known = names.length === 0 ? "there are none" : `there are ${names.join(", ")}`;
        return `expected the name of a checkpoint, got "${checkpoint}": ${known}`;
      }
      if (!Number.isInteger(epoch) || epoch! < start.epoch || epoch! > now.epoch) {
        return `expected an epoch from ${start.epoch} to ${now.epoch}, got ${epoch}`;
      }
      return { epoch: epoch!, changes: line.changes.filter((change) => change.epoch < epoch!).length };
    },

    rewind(to, position) {
      const before = { ...position, changes: made };
      edits.push({ type: "rewind", before, to, line });
      truncate(to);
    },

    undoTarget(position) {
      const deed = edits.at(-1);
      if (!deed) return "expected something to take back, but nothing has been changed";
      const to = deed.type === "set" ? deed.before : deed.to;
      return isBefore(to, { ...position, changes: made }) ? to : undefined;
    },

    undo() {
      const deed = edits.pop();
      if (!deed) return;
      const passed = made;
      if (deed.type === "rewind") {
        line = deed.line;
        made = Math.min(passed, deed.to.changes);
        until = deed.before;
        return;
      }
      truncate(deed.before);
      // What lay ahead on an old way lies there again.
      const named = [...deed.line.checkpoints].filter(([, mark]) => isBefore(deed.before, mark));
      line = { changes: deed.line.changes, checkpoints: new Map([...named, ...line.checkpoints]) };
      // It may itself lie ahead still: then the run goes on up to there.
      if (passed > deed.before.changes) return;
      made = passed;
      until = deed.before;
    },
  };
}

/** Whether a comes before b; at one place that with fewer changes does, where both say how many. */
export function isBefore(a: TrainingPosition & Partial<Bookmark>, b: TrainingPosition & Partial<Bookmark>): boolean {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch;
  if (a.step !== b.step) return a.step < b.step;
  return a.changes !== undefined && b.changes !== undefined && a.changes < b.changes;
}
