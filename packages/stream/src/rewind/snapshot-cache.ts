/** Earlier snapshots of a run, in memory and within a budget. */
import type { Snapshot } from "@epochal/core";
import { densestIndex } from "../events/densest-index.ts";
import { isBefore, type SeekTarget, type TrainingPosition } from "./edit-history.ts";

/**
 * The memory of a run in a worker at its end, in snapshots: its first and its last one, the message with the last one, that one and the
 * one before where it is watched, and the model, which takes about as much. While it trains it holds three.
 */
export const RUN_SNAPSHOTS = 6;

export interface SnapshotCache {
  /** Adds a snapshot. Those at its position or after it are dropped. */
  add(snapshot: Snapshot): void;
  /** The newest snapshot that is not after the target. The first one is never dropped. */
  nearestBefore(target: SeekTarget): Snapshot;
  /** Drops the snapshots after a position. */
  truncate(to: TrainingPosition): void;
  /** Size of all snapshots together. */
  readonly bytes: number;
}

/** @param budget in bytes. Above it, snapshots that are close to others are dropped, but not the first and the newest. */
export function createSnapshotCache(first: Snapshot, budget: number): SnapshotCache {
  let snapshots = [first];
  let bytes = snapshotBytes(first);

  function keepOnly(isKept: (snapshot: Snapshot, i: number) => boolean): void {
    snapshots = snapshots.filter(isKept);
    bytes = snapshots.reduce((sum, snapshot) => sum + snapshotBytes(snapshot), 0);
  }

  return {
    get bytes() {
      return bytes;
    },
    add(snapshot) {
      keepOnly((cached, i) => i === 0 || isBefore(cached, snapshot));
      if (!isBefore(snapshots.at(-1)!, snapshot)) return;
      snapshots.push(snapshot);
      bytes += snapshotBytes(snapshot);
      while (bytes > budget && snapshots.length > 2) {
        const dropped = densestIndex(snapshots, ({ step }) => step);
        keepOnly((_, i) => i !== dropped);
      }
    },
    nearestBefore: (target) => snapshots.findLast((snapshot) => !isAfterTarget(snapshot, target)) ?? first,
    truncate(to) {
      keepOnly((snapshot, i) => i === 0 || !isBefore(to, snapshot));
    },
  };
}

function isAfterTarget({ epoch, step, batch }: Snapshot, target: SeekTarget): boolean {
  if (epoch !== target.epoch) return epoch > target.epoch;
  return target.step === undefined ? batch > 0 : step > target.step;
}

/** Size of a snapshot's vectors in bytes. */
export function snapshotBytes({ parameters, memory, epochStart, best }: Snapshot): number {
  const count = parameters.length + memory.length + (epochStart?.length ?? 0) + (best?.parameters.length ?? 0);
  return 8 * count;
}
