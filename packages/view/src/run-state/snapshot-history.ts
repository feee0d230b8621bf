/** Snapshots for looking back. If there are too many, the snapshot that leaves the smallest gap is dropped, so distances stay even. */
import { densestIndex, type SnapshotEvent } from "@epochal/stream/events";

/** Oldest first, epochs rising. */
export type SnapshotHistory = readonly SnapshotEvent[];

/** Limits of the number and the total size; a large network has fewer snapshots. */
const MAX_COUNT = 256;
const MAX_BYTES = 64e6;
const MIN_COUNT = 8;

/** With one more; snapshots of the same and later epochs are dropped, since the run has been rewound. */
export function appendSnapshot(history: SnapshotHistory, added: SnapshotEvent): SnapshotHistory {
  const last = history.at(-1);
  const before = last && last.epoch >= added.epoch ? history.filter(({ epoch }) => epoch < added.epoch) : history;
  const all = [...before, added];
  if (all.length <= capacity(added)) return all;
  const dropped = densestIndex(all, ({ epoch }) => epoch);
  return all.filter((_, i) => i !== dropped);
}

/** The last snapshot at or before `epoch`, or else the first. */
export function snapshotBefore(history: SnapshotHistory, epoch: number): SnapshotEvent | undefined {
  return history.findLast((event) => event.epoch <= epoch) ?? history[0];
}

function capacity({ snapshot }: SnapshotEvent): number {
  const bytes = 8 * (2 * snapshot.parameters.length + snapshot.memory.length);
  return Math.max(MIN_COUNT, Math.min(MAX_COUNT, Math.floor(MAX_BYTES / bytes)));
}
