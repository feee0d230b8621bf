/** Keeps the parameters with the lowest monitored loss in one vector, without allocation: in a good training, most epochs are the best so far. */
import type { BestParameters } from "./snapshot.ts";
import type { Vector } from "../vector.ts";

export interface BestTracker {
  /** A view that the next better parameters overwrite; undefined before the first. */
  readonly current: BestParameters | undefined;
  /** A copy of `current`. */
  copy(): BestParameters | undefined;
  /** Copies the parameters if their loss is lower than the lowest so far. */
  update(epoch: number, loss: number, parameters: Vector): void;
  /** Restores what `copy` returned. */
  restore(best: BestParameters | undefined): void;
}

/** @param length number of parameters. */
export function createBestTracker(length: number): BestTracker {
  const kept = new Float64Array(length);
  let current: BestParameters | undefined;

  function store(epoch: number, loss: number, parameters: Vector): void {
    kept.set(parameters);
    current = { epoch, loss, parameters: kept };
  }

  return {
    get current() {
      return current;
    },
    copy: () => current && { ...current, parameters: kept.slice() },
    update(epoch, loss, parameters) {
      if (current === undefined || loss < current.loss) store(epoch, loss, parameters);
    },
    restore(best) {
      current = undefined;
      if (best) store(best.epoch, best.loss, best.parameters);
    },
  };
}
