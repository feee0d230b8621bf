/**
 * What has been told so far, for whoever comes late: in memory that does not grow without end. Of a long run the older epochs are
 * thinned, again and again: of those that are left each stands for itself, with its position, so that gaps show. So are states, which
 * are large; of all else everything is kept.
 */
import { snapshotBytes } from "../rewind/snapshot-cache.ts";
import { upperBound } from "../events/upper-bound.ts";
import { lastSeq, mapColumns, type EpochChunk, type EventChunk, type SnapshotEvent } from "../events/index.ts";

export interface EventBuffer {
  push(chunk: EventChunk): void;
  /** The first chunk that is left behind a position. */
  after(seq: number): EventChunk | undefined;
}

/** Most epochs that are kept, about 10 MB; and most bytes of states. */
const MAX_EPOCHS = 2 ** 18;
const MAX_SNAPSHOT_BYTES = 64e6;
/** Most epochs that become one item. */
const MAX_MERGED_EPOCHS = 4096;

/** Epochs between which others are missing; columns as in `EpochChunk`. */
type ThinEpochs = Omit<EpochChunk, "type" | "seq" | "time" | "times" | "epoch"> & {
  readonly type: "thin";
  readonly seq: Float64Array;
  readonly time: Float64Array;
  readonly epoch: Float64Array;
};
type Item = EventChunk | ThinEpochs;

/** @param limits how much is kept. Default: 262,144 epochs, and 64 MB of states. */
export function createEventBuffer({ epochs = MAX_EPOCHS, stateBytes = MAX_SNAPSHOT_BYTES } = {}): EventBuffer {
  let items: Item[] = [];
  let epochCount = 0;
  let byteCount = 0;

  function push(chunk: EventChunk): void {
    items.push(chunk);
    if (chunk.type === "epochs") epochCount += chunk.loss.length;
    if (chunk.type === "snapshot") byteCount += snapshotBytes(chunk.snapshot);
    if (epochCount > epochs) thinOldEpochs();
    if (byteCount > stateBytes) thinSnapshots();
  }

  /** Of each two epochs one, but of the newest quarter. */
  function thinOldEpochs(): void {
    let newer = 0;
    const place = items.findLastIndex((item) => (newer += lengthOf(item)) > epochs / 4);
    items = [...thinByHalf(mergeNeighbours(items.slice(0, place + 1))), ...items.slice(place + 1)];
    epochCount = items.reduce((sum, item) => sum + lengthOf(item), 0);
  }

  /** Of each two states one, but always the newest. */
  function thinSnapshots(): void {
    const isState = (item: Item): item is SnapshotEvent => item.type === "snapshot";
    let left = items.filter(isState).length;
    items = items.filter((item) => !isState(item) || left-- % 2 === 1 || left === 0);
    byteCount = items.filter(isState).reduce((sum, { snapshot }) => sum + snapshotBytes(snapshot), 0);
  }

  return {
    push,
    after(seq) {
      const first = upperBound(items.length, (i) => lastOf(items[i]!), seq);
      const item = items[first];
      if (item?.type !== "thin") return item;
      return sliceOne(
        item,
        upperBound(item.seq.length, (i) => item.seq[i]!, seq),
      );
    },
  };
}

function lastOf(item: Item): number {
  return item.type === "thin" ? item.seq.at(-1)! : lastSeq(item);
}

/** How many epochs it has. */
function lengthOf(item: Item): number {
  return "loss" in item ? item.loss.length : 0;
}

/** Epochs that follow each other as one item, since each array has its price however short it is; all else stays where it is. */
function mergeNeighbours(items: readonly Item[]): Item[] {
  const all: Item[] = [];
  let neighbours: (EpochChunk | ThinEpochs)[] = [];
  let count = 0;
  const flush = () => {
    if (neighbours.length > 0) all.push(join(neighbours, count));
    neighbours = [];
    count = 0;
  };
  for (const item of items) {
    const isEpochs = item.type === "epochs" || item.type === "thin";
    if (!isEpochs || count + lengthOf(item) > MAX_MERGED_EPOCHS) flush();
    if (!isEpochs) {
      all.push(item);
      continue;
    }
    neighbours.push(item);
    count += item.loss.length;
  }
  flush();
  return all;
}

function join(items: readonly (EpochChunk | ThinEpochs)[], count: number): ThinEpochs {
  const columnOf = (valueOf: (item: EpochChunk | ThinEpochs, i: number) => number) => {
    const values = new Float64Array(count);
    let end = 0;
    for (const item of items) for (let i = 0; i < item.loss.length; i++) values[end++] = valueOf(item, i);
    return values;
  };
  return {
    type: "thin",
    seq: columnOf((item, i) => (item.type === "thin" ? item.seq[i]! : item.seq + i)),
    time: columnOf((item, i) => (item.type === "thin" ? item.time[i]! : (item.times?.[i] ?? item.time))),
    epoch: columnOf((item, i) => (item.type === "thin" ? item.epoch[i]! : item.epoch + i)),
    loss: columnOf(({ loss }, i) => loss[i]!),
    ...(items[0]?.validationLoss && {
      validationLoss: columnOf(({ validationLoss }, i) => validationLoss?.[i] ?? NaN),
    }),
    learningRate: columnOf(({ learningRate }, i) => learningRate[i]!),
    gradientNorm: columnOf(({ gradientNorm }, i) => gradientNorm[i]!),
  };
}

/**
 * Of each two epochs the last, counted from the end over all items: so the newest is among them, and where states lie between short
 * items each still has its share.
 */
function thinByHalf(items: readonly Item[]): Item[] {
  let left = items.reduce((sum, item) => sum + lengthOf(item), 0);
  return items.flatMap((item): Item[] => {
    if (item.type !== "thin") return [item];
    const first = left % 2 === 1 ? 0 : 1;
    left -= lengthOf(item);
    return halve(item, first);
  });
}

/** Every second epoch from number `first` on. */
function halve(item: ThinEpochs, first: number): ThinEpochs[] {
  const count = Math.ceil((item.loss.length - first) / 2);
  if (count === 0) return [];
  const pick = (column: Float64Array) => {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = column[first + 2 * i]!;
    return values;
  };
  return [
    {
      type: "thin",
      seq: pick(item.seq),
      time: pick(item.time),
      epoch: pick(item.epoch),
      ...mapColumns(item, pick),
    },
  ];
}

function sliceOne({ seq, time, epoch, ...columns }: ThinEpochs, i: number): EpochChunk {
  return {
    type: "epochs",
    seq: seq[i]!,
    time: time[i]!,
    epoch: epoch[i]!,
    ...mapColumns(columns, (column) => column.slice(i, i + 1)),
  };
}
