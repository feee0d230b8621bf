/**
 * The losses of a training in spans of consecutive epochs, so that memory does not grow with the number of epochs. The
 * first epochs have a span each; when there are too many spans, each pair of neighbours is merged.
 */
import type { EpochColumns } from "./epoch-columns.ts";
import type { EpochRecord } from "./records.ts";

/** Consecutive epochs. */
export interface EpochSpan {
  /** Its first epoch. */
  readonly first: number;
  /** Its last epoch. */
  readonly last: number;
  /** Mean of their training losses. */
  readonly loss: number;
  /** Number of these epochs whose training loss was above that of the previous epoch. */
  readonly rises: number;
  /** Mean of their validation losses, if there are any. */
  readonly validationLoss?: number;
  /** The lowest monitored loss: on held-out rows if there are any, else on the training rows. */
  readonly lowestLoss: number;
  /** The epoch with this loss. */
  readonly lowestEpoch: number;
  /** Learning rate of the last epoch. */
  readonly learningRate: number;
}

/** The epochs of a training so far, in spans. */
export interface History {
  /** From the first epoch to the latest; at most 128 spans. */
  readonly spans: readonly EpochSpan[];
  /** Number of epochs in all spans. */
  readonly epochs: number;
  /** Appends an epoch, which must follow the latest. */
  push(record: EpochRecord): void;
  /** Appends epochs, which must follow the latest. */
  pushColumns(columns: EpochColumns): void;
  /** Removes all spans that end after `epoch`; all spans, if the history does not reach `epoch`. */
  truncate(epoch: number): void;
  /** Removes all spans: the next epochs belong to a different training. */
  clear(): void;
}

/** A growing span, with sums instead of means. */
type SpanSums = { -readonly [Name in keyof EpochSpan]-?: number } & { isValidated: boolean };

/** Enough for a curve as wide as a screen. */
const MAX_SPANS = 128;

export function createHistory(): History {
  let sums: SpanSums[] = [];
  /** Epochs per span. */
  let width = 1;
  /** Training loss of the latest epoch; a property, since writing a number to a closure variable would allocate. */
  const latest = { loss: Infinity };
  /** Caches of `spans`: the whole list until the next epoch, and the spans that no longer grow. */
  let spans: readonly EpochSpan[] | undefined;
  let complete: EpochSpan[] = [];

  function reset(keptSums: SpanSums[], keptWidth: number): void {
    sums = keptSums;
    width = keptWidth;
    spans = undefined;
    // The last remaining span may grow again.
    complete = [];
    latest.loss = Infinity;
  }

  function add(epoch: number, loss: number, validationLoss: number | undefined, learningRate: number): void {
    const monitored = validationLoss ?? loss;
    const rises = loss > latest.loss ? 1 : 0;
    latest.loss = loss;
    spans = undefined;
    let newest = sums[sums.length - 1];
    if (newest === undefined || newest.last - newest.first + 1 >= width) {
      if (sums.length === MAX_SPANS) {
        sums = mergePairs(sums);
        complete = [];
        width *= 2;
      }
      newest = {
        first: epoch,
        last: epoch,
        loss: 0,
        rises: 0,
        validationLoss: 0,
        isValidated: validationLoss !== undefined,
        lowestLoss: Infinity,
        lowestEpoch: epoch,
        learningRate,
      };
      sums.push(newest);
    }
    newest.last = epoch;
    newest.loss += loss;
    newest.rises += rises;
    newest.validationLoss += validationLoss ?? 0;
    newest.learningRate = learningRate;
    if (monitored < newest.lowestLoss) {
      newest.lowestLoss = monitored;
      newest.lowestEpoch = epoch;
    }
  }

  return {
    get spans() {
      if (spans) return spans;
      for (let i = complete.length; i < sums.length - 1; i++) complete.push(toSpan(sums[i]));
      return (spans = [...complete, ...sums.slice(-1).map(toSpan)]);
    },

    get epochs() {
      return sums.length > 0 ? sums[sums.length - 1].last - sums[0].first + 1 : 0;
    },

    push: ({ epoch, loss, validationLoss, learningRate }) => add(epoch, loss, validationLoss, learningRate),

    pushColumns({ epoch, loss, validationLoss, learningRate }) {
      for (let i = 0; i < loss.length; i++) add(epoch + i, loss[i], validationLoss?.[i], learningRate[i]);
    },

    truncate(epoch) {
      if (epoch > (sums[sums.length - 1]?.last ?? 0)) return reset([], 1);
      const kept = sums.filter(({ last }) => last <= epoch);
      reset(kept, width);
    },

    clear: () => reset([], 1),
  };
}

/** Merges each pair of neighbours; their number is even. */
function mergePairs(sums: readonly SpanSums[]): SpanSums[] {
  return Array.from({ length: sums.length / 2 }, (_, i) => {
    const [a, b] = [sums[2 * i], sums[2 * i + 1]];
    const { lowestLoss, lowestEpoch } = b.lowestLoss < a.lowestLoss ? b : a;
    return {
      ...b,
      first: a.first,
      loss: a.loss + b.loss,
      rises: a.rises + b.rises,
      validationLoss: a.validationLoss + b.validationLoss,
      lowestLoss,
      lowestEpoch,
    };
  });
}

function toSpan({ loss, validationLoss, isValidated, ...span }: SpanSums): EpochSpan {
  const epochs = span.last - span.first + 1;
  return { ...span, loss: loss / epochs, ...(isValidated && { validationLoss: validationLoss / epochs }) };
}
