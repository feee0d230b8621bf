/** States that a run has been in, to go back to: in memory, and within a budget. */
import type { Snapshot } from "@epochal/core";
import { densestIndex } from "./events/densest-index.ts";
import { isBefore, type Goal, type Position } from "./timeline.ts";

export interface KeptStates {
  /** A state behind those that are kept, or in place of the one at the same position. */
  keep(snapshot: Snapshot): void;
  /** The newest that is not beyond the goal; the first is always kept. */
  nearest(goal: Goal): Snapshot;
  /** Forgets those beyond a position. */
  cut(to: Position): void;
  /** What they take together. */
  readonly bytes: number;
}

/** @param budget in bytes: when there are more, those are let go that are nearest to others, but not the first and the newest. */
export function createKeptStates(first: Snapshot, budget: number): KeptStates {
  let states = [first];
  let bytes = bytesOf(first);

  function keepOnly(isKept: (state: Snapshot, i: number) => boolean): void {
    states = states.filter(isKept);
    bytes = states.reduce((sum, state) => sum + bytesOf(state), 0);
  }

  return {
    get bytes() {
      return bytes;
    },
    keep(snapshot) {
      keepOnly((state, i) => i === 0 || isBefore(state, snapshot));
      if (!isBefore(states.at(-1)!, snapshot)) return;
      states.push(snapshot);
      bytes += bytesOf(snapshot);
      while (bytes > budget && states.length > 2) {
        const least = densestIndex(states, ({ step }) => step);
        keepOnly((_, i) => i !== least);
      }
    },
    nearest: (goal) => states.findLast((state) => !isBeyond(state, goal)) ?? first,
    cut(to) {
      keepOnly((state, i) => i === 0 || !isBefore(to, state));
    },
  };
}

/** Whether a state lies behind what is looked for. */
function isBeyond({ epoch, step, batch }: Snapshot, goal: Goal): boolean {
  if (epoch !== goal.epoch) return epoch > goal.epoch;
  return goal.step === undefined ? batch > 0 : step > goal.step;
}

/** What its vectors take. */
export function bytesOf({ parameters, memory, epochStart, best }: Snapshot): number {
  const count = parameters.length + memory.length + (epochStart?.length ?? 0) + (best?.parameters.length ?? 0);
  return 8 * count;
}
