/** The parameters with the lowest watched loss so far, kept in one vector: most epochs of a training that goes well are the best. */
import type { BestParameters } from "./snapshot.ts";
import type { Vector } from "../vector.ts";

export interface BestTracker {
  /** A view that the next better one overwrites; undefined while there is none. */
  readonly current: BestParameters | undefined;
  /** The same, copied. */
  copy(): BestParameters | undefined;
  /** Keeps these where none had so low a loss; a loss that is not a number is no loss. */
  update(epoch: number, loss: number, parameters: Vector): void;
  /** Puts back what was copied. */
  restore(best: BestParameters | undefined): void;
}

/** @param length how many parameters there are. */
export function createBestTracker(length: number): BestTracker {
  const kept = new Float64Array(length);
  let now: BestParameters | undefined;

  function keep(epoch: number, loss: number, parameters: Vector): void {
    kept.set(parameters);
    now = { epoch, loss, parameters: kept };
  }

  return {
    get current() {
      return now;
    },
    copy: () => now && { ...now, parameters: kept.slice() },
    update(epoch, loss, parameters) {
      if (now === undefined || loss < now.loss) keep(epoch, loss, parameters);
    },
    restore(best) {
      now = undefined;
      if (best) keep(best.epoch, best.loss, best.parameters);
    },
  };
}
