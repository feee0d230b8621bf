/** The results of all trials on one rung, and which of them have been promoted. */
import { createHeap } from "./heap.ts";

export interface Rung {
  /** Adds the result of a trial. A loss that is not finite is never promoted. */
  add(trial: number, loss: number): void;
  /** Promotes the best trial that is among the best of each `reductionFactor` and not promoted yet; undefined without one. */
  promote(): number | undefined;
}

interface Entry {
  readonly trial: number;
  readonly loss: number;
  isAmongBest: boolean;
  isPromoted: boolean;
}

/** The lower loss; equal losses by the number of the trial, so that the order does not depend on that of the results. */
function isBetter(a: Entry, b: Entry): boolean {
  return a.loss < b.loss || (a.loss === b.loss && a.trial < b.trial);
}

export function createRung(reductionFactor: number): Rung {
  /** The best of each `reductionFactor`, the worst of them first; and all others, the best first. */
  const best = createHeap<Entry>((a, b) => isBetter(b, a));
  const others = createHeap(isBetter);
  /** Trials that wait for their promotion; some are not among the best any more. */
  const waiting = createHeap(isBetter);

  return {
    add(trial, loss) {
      const entry = { trial, loss: Number.isFinite(loss) ? loss : Infinity, isAmongBest: false, isPromoted: false };
      others.add(entry);
      // A better entry takes the place of the worst of the best.
      if (best.first && isBetter(entry, best.first)) {
        const worst = best.take()!;
        worst.isAmongBest = false;
        others.add(worst);
      }
      const count = Math.floor((best.size + others.size) / reductionFactor);
      while (best.size < count) {
        const next = others.take()!;
        next.isAmongBest = true;
        best.add(next);
        if (!next.isPromoted) waiting.add(next);
      }
    },
    promote() {
      while (waiting.first) {
        const entry = waiting.take()!;
        if (!entry.isAmongBest || entry.isPromoted || entry.loss === Infinity) continue;
        entry.isPromoted = true;
        return entry.trial;
      }
      return undefined;
    },
  };
}
