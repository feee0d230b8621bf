/** The parameters with the lowest watched loss so far, kept in one vector: most epochs of a training that goes well are the best. */
import type { Best } from "./snapshot.ts";
import type { Vector } from "../vector.ts";

export interface BestSoFar {
  /** A view that the next better one overwrites; undefined while there is none. */
  readonly now: Best | undefined;
  /** The same, copied. */
  copy(): Best | undefined;
  /** Keeps these where none had so low a loss; a loss that is not a number is no loss. */
  offer(epoch: number, loss: number, parameters: Vector): void;
  /** Puts back what was copied. */
  restore(best: Best | undefined): void;
}

/** @param length how many parameters there are. */
export function createBestSoFar(length: number): BestSoFar {
  const kept = new Float64Array(length);
  let now: Best | undefined;

  function keep(epoch: number, loss: number, parameters: Vector): void {
    kept.set(parameters);
    now = { epoch, loss, parameters: kept };
  }

  return {
    get now() {
      return now;
    },
    copy: () => now && { ...now, parameters: kept.slice() },
    offer(epoch, loss, parameters) {
      if (now === undefined || loss < now.loss) keep(epoch, loss, parameters);
    },
    restore(best) {
      now = undefined;
      if (best) keep(best.epoch, best.loss, best.parameters);
    },
  };
}
