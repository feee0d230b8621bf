/** After which epochs a run emits a snapshot automatically. Depends on the training only, not on the speed of the machine. */
import type { Trainer } from "@epochal/core";
import { snapshotBytes } from "../rewind/snapshot-cache.ts";

export interface SnapshotPolicy {
  /** Whether snapshots are so small that a rate-limited run emits more of them. */
  readonly isSmall: boolean;
  isDue(epoch: number): boolean;
  /** Epochs from `epoch` to the next snapshot, ≥ 1. */
  epochsUntilNext(epoch: number): number;
}

/** A run has about this many snapshots. Epochs between two of them are retrained when a viewer looks at them. */
const SNAPSHOTS = 100;
/** If people watch, each of the first epochs has a snapshot, because the network changes most there. */
const FIRST_EPOCHS = 10;
/**
 * A small snapshot (compute, hash and send) takes as long as training this many weights × rows. Snapshots may take `MAX_SHARE` of
 * the training time. An update has a fixed cost, in the same unit.
 */
const SNAPSHOT_WORK = 1.2e5;
const UPDATE_WORK = 1e4;
const MAX_SHARE = 0.1;

/**
 * About a hundred snapshots in a run. Fewer for a large network, so that all of them, the first and the last included, stay within
 * the budget. Fewer for a very fast training, so that they take at most about a tenth of its time. Snapshots after commands come
 * on top.
 *
 * @param budget for the vectors of all snapshots, in bytes.
 * @param isRateLimited whether people watch the run: then time is no limit, and each of the first ten epochs has a snapshot.
 */
export function createSnapshotPolicy(trainer: Trainer, budget: number, isRateLimited: () => boolean): SnapshotPolicy {
  const weights = trainer.network.parameters.length;
  const bytes = bytesOf(trainer);
  const isSmall = (SNAPSHOTS + FIRST_EPOCHS) * bytes < budget;
  const maxCount = Math.min(SNAPSHOTS, Math.floor(budget / bytes) - 1);
  const isFirst = (epoch: number) => isSmall && isRateLimited() && epoch <= FIRST_EPOCHS;

  /** Epochs between two snapshots. */
  function interval(): number {
    if (maxCount < 1) return Infinity;
    const { epochs, batchSize = Infinity } = trainer.spec;
    const { rows } = trainer.data.train;
    const updates = Math.ceil(rows / batchSize);
    const work = rows * weights + (updates > 1 ? updates * UPDATE_WORK : 0);
    const minInterval = isRateLimited() ? 1 : SNAPSHOT_WORK / MAX_SHARE / work;
    return Math.ceil(Math.max(epochs / maxCount, minInterval));
  }

  return {
    isSmall,
    isDue: (epoch) => isFirst(epoch) || epoch % interval() === 0,
    epochsUntilNext(epoch) {
      if (isFirst(epoch + 1)) return 1;
      const every = interval();
      return every - (epoch % every);
    },
  };
}

/** The bytes of a snapshot with the best parameters, which the first one may lack. It is not kept, since it may be larger than the network. */
function bytesOf(trainer: Trainer): number {
  const state = trainer.snapshot();
  return snapshotBytes(state) + (state.best ? 0 : 8 * state.parameters.length);
}
