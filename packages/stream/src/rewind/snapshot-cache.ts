/** States that a run has been in, to go back to: in memory, and within a budget. */
import type { Snapshot } from "@epochal/core";
import { densestIndex } from "../events/densest-index.ts";
import { isBefore, type SeekTarget, type TrainingPosition } from "./edit-history.ts";

export interface SnapshotCache {
  /** A state behind those that are kept, or in place of the one at the same position. */
  add(snapshot: Snapshot): void;
  /** The newest that is not beyond the goal; the first is always kept. */
  nearestBefore(goal: SeekTarget): Snapshot;
  /** Forgets those beyond a position. */
  truncate(to: TrainingPosition): void;
  /** What they take together. */
  readonly bytes: number;
}

/** @param budget in bytes: when there are more, those are let go that are nearest to others, but not the first and the newest. */
export function createSnapshotCache(first: Snapshot, budget: number): SnapshotCache {
  let snapshots = [first];
  let bytes = snapshotBytes(first);

  function keepOnly(isKept: (state: Snapshot, i: number) => boolean): void {
    snapshots = snapshots.filter(isKept);
    bytes = snapshots.reduce((sum, state) => sum + snapshotBytes(state), 0);
  }

  return {
    get bytes() {
      return bytes;
    },
    add(snapshot) {
      keepOnly((state, i) => i === 0 || isBefore(state, snapshot));
      if (!isBefore(snapshots.at(-1)!, snapshot)) return;
      snapshots.push(snapshot);
      bytes += snapshotBytes(snapshot);
      while (bytes > budget && snapshots.length > 2) {
        const least = densestIndex(snapshots, ({ step }) => step);
        keepOnly((_, i) => i !== least);
      }
    },
    nearestBefore: (goal) => snapshots.findLast((state) => !isAfterTarget(state, goal)) ?? first,
    truncate(to) {
      keepOnly((state, i) => i === 0 || !isBefore(to, state));
    },
  };
}

/** Whether a state lies behind what is looked for. */
function isAfterTarget({ epoch, step, batch }: Snapshot, goal: SeekTarget): boolean {
  if (epoch !== goal.epoch) return epoch > goal.epoch;
  return goal.step === undefined ? batch > 0 : step > goal.step;
}

/** What its vectors take. */
export function snapshotBytes({ parameters, memory, epochStart, best }: Snapshot): number {
  const count = parameters.length + memory.length + (epochStart?.length ?? 0) + (best?.parameters.length ?? 0);
  return 8 * count;
}
