/**
 * The edits of a run: which settings were changed where, which states have a name, and what `undo` takes back. It only keeps the
 * books and trains nothing, so that a live run and a reader of a recording share it.
 */
import type { SettingsChange, RunPoint } from "../events/index.ts";
import { append, filterShared, oldest, toArray, toSharedList, type SharedList } from "./shared-list.ts";

/** Progress of a training. */
export interface TrainingPosition {
  /** Epochs completed. */
  readonly epoch: number;
  /** Updates completed. */
  readonly step: number;
}

/** A position, and the number of changes applied before it. */
export interface Bookmark extends TrainingPosition {
  readonly changes: number;
}

/** A state to return to; without `step`, the end of the epoch. */
export type SeekTarget = Omit<Bookmark, "step"> & Partial<Bookmark>;

/** The changes and checkpoints on one path from the start of the run. A rewind begins a new path. */
interface Timeline {
  readonly changes: SharedList<SettingsChange>;
  readonly checkpoints: SharedList<readonly [name: string, Bookmark]>;
}

/** Something that `undo` can take back, with the timeline before it. */
type Edit =
  | { readonly type: "set"; readonly before: Bookmark; readonly timeline: Timeline }
  | { readonly type: "rewind"; readonly before: Bookmark; readonly to: Bookmark; readonly timeline: Timeline };

/** Names of checkpoints in a refusal. */
const MAX_LISTED = 5;

export interface EditHistory {
  /** All changes on the current timeline, pending ones included. The list grows with the history. */
  readonly changes: readonly SettingsChange[];
  /** The first pending change. After an undo, the changes of the restored timeline are applied again at their positions. */
  readonly nextChange: SettingsChange | undefined;
  /** How far the run had come on the restored timeline: replaying it ends here. */
  readonly replayEnd: Bookmark | undefined;
  /** Counts the first pending change as applied. */
  markApplied(): void;
  /** Records a change of settings at `now`. Pending changes are dropped. */
  set(now: TrainingPosition, settings: SettingsChange["set"]): void;
  /** Names the state at `now`. */
  checkpoint(now: TrainingPosition, name: string): void;
  hasCheckpoint(name: string): boolean;
  /** The state that a command refers to, or the reason why it is rejected. */
  resolve(point: RunPoint, now: TrainingPosition): SeekTarget | string;
  /** Records that the run has returned from `before` to `to`. */
  rewind(to: Bookmark, before: TrainingPosition): void;
  /** The state to return to before the newest edit can be undone; undefined if the run can stay; a string if there is no edit. */
  undoTarget(now: TrainingPosition): Bookmark | string | undefined;
  /** Takes back the newest edit, after the run has returned to `undoTarget`. */
  undo(): void;
}

/**
 * @param start position at which the run starts.
 * @param pending changes to apply later, of an interrupted run that this one resumes.
 */
export function createEditHistory(start: TrainingPosition, pending: readonly SettingsChange[] = []): EditHistory {
  let timeline: Timeline = { changes: toSharedList(pending), checkpoints: undefined };
  /** The lists of the current timeline, for look-ups. */
  let changes = [...pending];
  let checkpoints = new Map<string, Bookmark>();
  let appliedCount = 0;
  let replayEnd: Bookmark | undefined;
  const edits: Edit[] = [];

  function setTimeline(next: Timeline): void {
    if (next.changes && next.changes.older === timeline.changes) changes.push(next.changes.newest);
    else if (next.changes !== timeline.changes) changes = toArray(next.changes);
    if (next.checkpoints && next.checkpoints.older === timeline.checkpoints)
      checkpoints.set(...next.checkpoints.newest);
    else if (next.checkpoints !== timeline.checkpoints) checkpoints = new Map(toArray(next.checkpoints));
    timeline = next;
  }

  function truncate(to: Bookmark): void {
    setTimeline({
      changes: oldest(timeline.changes, to.changes),
      checkpoints: filterShared(timeline.checkpoints, ([, bookmark]) => !isBefore(to, bookmark)),
    });
    appliedCount = to.changes;
    replayEnd = undefined;
  }

  return {
    get changes() {
      return changes;
    },
    get nextChange() {
      return changes[appliedCount];
    },
    get replayEnd() {
      return replayEnd;
    },
    markApplied() {
      appliedCount += 1;
    },

    set(now, settings) {
      const before = { ...now, changes: appliedCount };
      edits.push({ type: "set", before, timeline });
      truncate(before);
      setTimeline({ ...timeline, changes: append(timeline.changes, { ...now, set: settings }) });
      appliedCount += 1;
    },

    checkpoint(now, name) {
      const bookmark = { ...now, changes: appliedCount };
      setTimeline({ ...timeline, checkpoints: append(timeline.checkpoints, [name, bookmark]) });
    },
    hasCheckpoint: (name) => checkpoints.has(name),

    resolve: (point, position) =>
      resolvePoint(point, start, { ...position, changes: appliedCount }, changes, checkpoints),

    rewind(to, position) {
      const before = { ...position, changes: appliedCount };
      edits.push({ type: "rewind", before, to, timeline });
      truncate(to);
    },

    undoTarget(position) {
      const edit = edits.at(-1);
      if (!edit) return "nothing to undo: no setting was changed and the run was not rewound";
      const to = edit.type === "set" ? edit.before : edit.to;
      return isBefore(to, { ...position, changes: appliedCount }) ? to : undefined;
    },

    undo() {
      const edit = edits.pop();
      if (!edit) return;
      const applied = appliedCount;
      if (edit.type === "rewind") {
        setTimeline(edit.timeline);
        appliedCount = Math.min(applied, edit.to.changes);
        replayEnd = edit.before;
        return;
      }
      truncate(edit.before);
      // Changes and checkpoints that the edit had removed are pending again.
      const later = toArray(edit.timeline.checkpoints).filter(([, bookmark]) => isBefore(edit.before, bookmark));
      setTimeline({
        changes: edit.timeline.changes,
        checkpoints: later.length === 0 ? timeline.checkpoints : toSharedList([...later, ...checkpoints]),
      });
      // The undone change may itself be pending: then the run replays the rest of the timeline up to where it was made.
      if (applied > edit.before.changes) return;
      appliedCount = applied;
      replayEnd = edit.before;
    },
  };
}

/** @param now up to where the run has come. */
function resolvePoint(
  { epoch, checkpoint }: RunPoint,
  start: TrainingPosition,
  now: Bookmark,
  changes: readonly SettingsChange[],
  checkpoints: ReadonlyMap<string, Bookmark>,
): SeekTarget | string {
  if ((epoch === undefined) === (checkpoint === undefined)) return "expected either an epoch or a checkpoint";
  if (checkpoint !== undefined) {
    const reached = new Map([...checkpoints].filter(([, bookmark]) => !isBefore(now, bookmark)));
    const names = [...reached.keys()].slice(-MAX_LISTED).map((name) => `"${name}"`);
    const some = reached.size > MAX_LISTED ? `the newest of ${reached.size} are` : "there are";
    const known = names.length === 0 ? "there are none" : `${some} ${names.join(", ")}`;
    return reached.get(checkpoint) ?? `expected the name of a checkpoint, got "${checkpoint}": ${known}`;
  }
  if (!Number.isInteger(epoch) || epoch! < start.epoch || epoch! > now.epoch)
    return `expected an epoch from ${start.epoch} to ${now.epoch}, got ${epoch}`;
  return { epoch: epoch!, changes: changes.filter((change) => change.epoch < epoch!).length };
}

/** Whether `a` comes before `b`; at the same position, the one with fewer changes does, if both give their number. */
export function isBefore(a: TrainingPosition & Partial<Bookmark>, b: TrainingPosition & Partial<Bookmark>): boolean {
  if (a.epoch !== b.epoch) return a.epoch < b.epoch;
  if (a.step !== b.step) return a.step < b.step;
  return a.changes !== undefined && b.changes !== undefined && a.changes < b.changes;
}
