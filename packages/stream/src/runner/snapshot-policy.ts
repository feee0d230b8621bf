/** After which epochs a run tells its whole state by itself: it depends on the training alone, and not on the machine. */
import type { Trainer } from "@epochal/core";
import { snapshotBytes } from "../rewind/snapshot-cache.ts";

export interface SnapshotPolicy {
  /** Whether a state is so small that people who watch get more of them. */
  readonly isSmall: boolean;
  isDue(epoch: number): boolean;
  /** How many epochs after this one the next is due, ≥ 1. */
  untilNext(epoch: number): number;
}

/** About how many there are in a run: any epoch between two of them is trained again when somebody wants to see it. */
const SNAPSHOTS = 100;
/** The first epochs, where most is learned, each have one where people watch. */
const FIRST_EPOCHS = 10;
/**
 * To work out, hash and tell a small state takes as long as so many weights on so many rows; ten times as many lie between two, so
 * that they take a tenth of the time. An update has a cost of its own.
 */
const STATE_WORK = 1.2e5;
const UPDATE_WORK = 1e4;
const SHARE = 0.1;

/**
 * About a hundred in a run; of a larger network so seldom that all of them, the first and the last too, stay within the budget;
 * and of a training so quick that nobody could watch it so seldom that they take no more than about a tenth of its time. What
 * commands ask for comes on top.
 *
 * @param budget of their vectors, in bytes.
 * @param isPaced whether people watch as it happens: then each of the first ten epochs has one, and time there is.
 */
export function createSnapshotPolicy(trainer: Trainer, budget: number, isPaced: () => boolean): SnapshotPolicy {
  const state = trainer.snapshot();
  const bytes = snapshotBytes(state) + (state.best ? 0 : 8 * state.parameters.length);
  const isSmall = (SNAPSHOTS + FIRST_EPOCHS) * bytes < budget;
  const most = Math.min(SNAPSHOTS, Math.floor(budget / bytes) - 1);
  const isFirst = (epoch: number) => isSmall && isPaced() && epoch <= FIRST_EPOCHS;

  /** Epochs between two. */
  function distance(): number {
    if (most < 1) return Infinity;
    const { epochs, batchSize = Infinity } = trainer.spec;
    const { rows } = trainer.data.train;
    const updates = Math.ceil(rows / batchSize);
    const work = rows * state.parameters.length + (updates > 1 ? updates * UPDATE_WORK : 0);
    const least = isPaced() ? 1 : STATE_WORK / SHARE / work;
    return Math.ceil(Math.max(epochs / most, least));
  }

  return {
    isSmall,
    isDue: (epoch) => isFirst(epoch) || epoch % distance() === 0,
    untilNext(epoch) {
      if (isFirst(epoch + 1)) return 1;
      const every = distance();
      return every - (epoch % every);
    },
  };
}
