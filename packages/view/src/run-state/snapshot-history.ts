/**
 * Snapshots of a run for those who look back: when there are too many, the one is forgotten that leaves the smallest gap, so that
 * their number stays small and their distances even, however long the run.
 */
import type { SnapshotEvent } from "@epochal/stream/events";

/** Oldest first, epochs rising. */
export type SnapshotHistory = readonly SnapshotEvent[];

/** Most that are kept, of which a large network has fewer. */
const MOST = 256;
const MOST_BYTES = 64e6;
/** However large they are, some are kept. */
const FEWEST = 8;

/** With one more; those of later epochs are forgotten, as by a run that is taken back. */
export function appendSnapshot(kept: SnapshotHistory, added: SnapshotEvent): SnapshotHistory {
  const last = kept.at(-1);
  const before = last && last.epoch >= added.epoch ? kept.filter(({ epoch }) => epoch < added.epoch) : kept;
  const all = [...before, added];
  if (all.length <= mostOf(added)) return all;
  const gone = leastMissed(all);
  return all.filter((_, i) => i !== gone);
}

/** The last one that is not after `epoch`, or else the first. */
export function snapshotBefore(kept: SnapshotHistory, epoch: number): SnapshotEvent | undefined {
  return kept.findLast((event) => event.epoch <= epoch) ?? kept[0];
}

/** The place of the one whose neighbours are closest to each other; neither the first nor the last. */
function leastMissed(all: SnapshotHistory): number {
  let place = 1;
  let smallest = Infinity;
  for (let i = 1; i < all.length - 1; i++) {
    const gap = all[i + 1]!.epoch - all[i - 1]!.epoch;
    if (gap < smallest) [place, smallest] = [i, gap];
  }
  return place;
}

function mostOf({ snapshot }: SnapshotEvent): number {
  const bytes = 8 * (2 * snapshot.parameters.length + snapshot.memory.length);
  return Math.max(FEWEST, Math.min(MOST, Math.floor(MOST_BYTES / bytes)));
}
