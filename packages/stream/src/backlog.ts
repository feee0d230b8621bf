/**
 * What has been told so far, for whoever comes late: in memory that does not grow without end. Of a long run the older epochs are
 * thinned, again and again: of those that are left each stands for itself, with its position, so that gaps show. So are states, which
 * are large; of all else everything is kept.
 */
import { bytesOf } from "./kept-states.ts";
import { lastSeq, type EpochChunk, type EventChunk, type SnapshotEvent } from "./events.ts";

export interface Backlog {
  push(chunk: EventChunk): void;
  /** The first chunk that is left behind a position. */
  after(seq: number): EventChunk | undefined;
}

/** Most epochs that are kept, about 10 MB; and most bytes of states. */
const EPOCHS = 2 ** 18;
const STATE_BYTES = 64e6;
const COLUMNS = ["loss", "validationLoss", "learningRate", "gradientNorm"] as const;

/** Epochs between which others are missing; columns as in `EpochChunk`. */
type ThinEpochs = Omit<EpochChunk, "type" | "seq" | "time" | "epoch"> & {
  readonly type: "thin";
  readonly seq: Float64Array;
  readonly time: Float64Array;
  readonly epoch: Float64Array;
};
type Item = EventChunk | ThinEpochs;

/** @param limits how much is kept. Default: 262,144 epochs, and 64 MB of states. */
export function createBacklog({ epochs = EPOCHS, stateBytes = STATE_BYTES } = {}): Backlog {
  let items: Item[] = [];
  let epochCount = 0;
  let byteCount = 0;

  function push(chunk: EventChunk): void {
    items.push(chunk);
    if (chunk.type === "epochs") epochCount += chunk.loss.length;
    if (chunk.type === "snapshot") byteCount += bytesOf(chunk.snapshot);
    if (epochCount > epochs) thinOldEpochs();
    if (byteCount > stateBytes) thinStates();
  }

  /** Of each two epochs one, but of the newest quarter. */
  function thinOldEpochs(): void {
    let newer = 0;
    items = items.toReversed().flatMap((item): Item[] => {
      if (item.type !== "epochs" && item.type !== "thin") return [item];
      newer += item.loss.length;
      return newer > epochs / 4 ? halve(item) : [item];
    });
    items.reverse();
    epochCount = items.reduce((sum, item) => sum + ("loss" in item ? item.loss.length : 0), 0);
  }

  /** Of each two states one, but always the newest. */
  function thinStates(): void {
    const isState = (item: Item): item is SnapshotEvent => item.type === "snapshot";
    let left = items.filter(isState).length;
    items = items.filter((item) => !isState(item) || left-- % 2 === 1 || left === 0);
    byteCount = items.filter(isState).reduce((sum, { snapshot }) => sum + bytesOf(snapshot), 0);
  }

  return {
    push,
    after(seq) {
      const first = firstAbove(seq, items.length, (i) => lastOf(items[i]!));
      const item = items[first];
      if (item?.type !== "thin") return item;
      return oneOf(
        item,
        firstAbove(seq, item.seq.length, (i) => item.seq[i]!),
      );
    },
  };
}

function lastOf(item: Item): number {
  return item.type === "thin" ? item.seq.at(-1)! : lastSeq(item);
}

/** The first of so many numbers, which rise, that is above `limit`. Most who ask have all but the newest. */
function firstAbove(limit: number, count: number, numberAt: (i: number) => number): number {
  if (count === 0 || numberAt(count - 1) <= limit) return count;
  let [low, high] = count > 1 && numberAt(count - 2) <= limit ? [count - 1, count - 1] : [0, count - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberAt(middle) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function halve(item: EpochChunk | ThinEpochs): ThinEpochs[] {
  const count = Math.floor(item.loss.length / 2);
  if (count === 0) return [];
  // The last of each two, so that the newest is among them.
  const at = (i: number) => item.loss.length - 1 - 2 * (count - 1 - i);
  const pick = (valueAt: (i: number) => number) => Float64Array.from({ length: count }, (_, i) => valueAt(at(i)));
  const isThin = item.type === "thin";
  return [
    {
      type: "thin",
      seq: pick((i) => (isThin ? item.seq[i]! : item.seq + i)),
      time: pick((i) => (isThin ? item.time[i]! : item.time)),
      epoch: pick((i) => (isThin ? item.epoch[i]! : item.epoch + i)),
      loss: pick((i) => item.loss[i]!),
      ...(item.validationLoss && { validationLoss: pick((i) => item.validationLoss![i]!) }),
      learningRate: pick((i) => item.learningRate[i]!),
      gradientNorm: pick((i) => item.gradientNorm[i]!),
    },
  ];
}

function oneOf(item: ThinEpochs, i: number): EpochChunk {
  const columns = COLUMNS.flatMap((name) => {
    const column = item[name];
    return column ? [[name, column.slice(i, i + 1)] as const] : [];
  });
  const { loss, learningRate, gradientNorm, ...others } = Object.fromEntries(columns);
  return {
    type: "epochs",
    seq: item.seq[i]!,
    time: item.time[i]!,
    epoch: item.epoch[i]!,
    loss: loss!,
    learningRate: learningRate!,
    gradientNorm: gradientNorm!,
    ...others,
  };
}
