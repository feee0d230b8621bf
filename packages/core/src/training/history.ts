/**
 * The losses of a training, in spans of consecutive epochs: a picture of its curves in memory that does not grow with
 * the number of epochs. The first epochs have a span each; each time there are too many, two neighbours become one.
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
  /** Epochs among them whose training loss was above that of the epoch before. */
  readonly rises: number;
  /** Mean of their validation losses, where there are any. */
  readonly validationLoss?: number;
  /** The lowest watched loss: on validation rows where there are any, else on the training rows. */
  readonly lowestLoss: number;
  /** The epoch that told it. */
  readonly lowestEpoch: number;
  /** Of the last epoch. */
  readonly learningRate: number;
}

/** The epochs of a training so far, in spans. */
export interface History {
  /** From the first epoch to the latest: at most 128. */
  readonly spans: readonly EpochSpan[];
  /** How many epochs that is. */
  readonly epochs: number;
  /** Takes note of an epoch: the one after the latest. */
  push(record: EpochRecord): void;
  /** The same of the epochs after the latest. */
  pushColumns(columns: EpochColumns): void;
  /** Forgets what came after `epoch`, and the whole span that this is in the middle of; everything, where it does not reach so far. */
  truncate(epoch: number): void;
  /** Forgets all: the epochs to come are of another training. */
  clear(): void;
}

/** A span that grows, with sums in place of means. */
interface SpanSums {
  first: number;
  last: number;
  loss: number;
  rises: number;
  validationLoss: number;
  isValidated: boolean;
  lowestLoss: number;
  lowestEpoch: number;
  learningRate: number;
}

/** Enough for a curve as wide as a screen. */
const MAX_SPANS = 128;

export function createHistory(): History {
  let sums: SpanSums[] = [];
  /** Epochs in a span. */
  let width = 1;
  /** Of the latest epoch; in an object, where a number that changes costs nothing. */
  const before = { loss: Infinity };
  /** What `spans` says until there is another epoch; and of those that do not grow any more, what it says for ever. */
  let spans: readonly EpochSpan[] | undefined;
  let grown: EpochSpan[] = [];

  function clear(): void {
    sums = [];
    spans = undefined;
    grown = [];
    width = 1;
    before.loss = Infinity;
  }

  function add(epoch: number, loss: number, validationLoss: number | undefined, learningRate: number): void {
    const watched = validationLoss ?? loss;
    const rises = loss > before.loss ? 1 : 0;
    before.loss = loss;
    spans = undefined;
    const newest = sums[sums.length - 1];
    if (newest !== undefined && newest.last - newest.first + 1 < width) {
      newest.last = epoch;
      newest.loss += loss;
      newest.rises += rises;
      newest.validationLoss += validationLoss ?? 0;
      newest.learningRate = learningRate;
      if (watched < newest.lowestLoss) {
        newest.lowestLoss = watched;
        newest.lowestEpoch = epoch;
      }
      return;
    }
    if (sums.length === MAX_SPANS) {
      sums = mergePairs(sums);
      grown = [];
      width *= 2;
    }
    sums.push({
      first: epoch,
      last: epoch,
      loss,
      rises,
      validationLoss: validationLoss ?? 0,
      isValidated: validationLoss !== undefined,
      lowestLoss: watched,
      lowestEpoch: epoch,
      learningRate,
    });
  }

  return {
    get spans() {
      if (spans) return spans;
      for (let i = grown.length; i < sums.length - 1; i++) grown.push(toSpan(sums[i]));
      return (spans = sums.length === 0 ? [] : [...grown, toSpan(sums[sums.length - 1])]);
    },

    get epochs() {
      return sums.length === 0 ? 0 : sums[sums.length - 1].last - sums[0].first + 1;
    },

    push: ({ epoch, loss, validationLoss, learningRate }) => add(epoch, loss, validationLoss, learningRate),

    pushColumns({ epoch, loss, validationLoss, learningRate }) {
      for (let i = 0; i < loss.length; i++) add(epoch + i, loss[i], validationLoss?.[i], learningRate[i]);
    },

    truncate(epoch) {
      const reach = sums.length === 0 ? 0 : sums[sums.length - 1].last;
      if (reach < epoch) clear();
      else sums = sums.filter(({ last }) => last <= epoch);
      spans = undefined;
      // The last that is left may grow again.
      grown = [];
      before.loss = Infinity;
    },

    clear,
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
