/**
 * The past events of a run, for late subscribers, in bounded memory. When there are too many epochs or snapshots, the older epochs
 * and the snapshots are thinned by half; of refused commands, the newest are kept. All other events are kept. The remaining events
 * keep their positions, so that gaps show.
 */
import { concatColumns } from "../events/epoch-chunk.ts";
import { lastSeq, mapColumns, type EpochChunk, type EventChunk, type SnapshotEvent } from "../events/index.ts";
import { upperBound } from "../events/upper-bound.ts";
import { snapshotBytes } from "../rewind/snapshot-cache.ts";

export interface EventBuffer {
  push(chunk: EventChunk): void;
  /** The first chunk after a position. */
  after(seq: number): EventChunk | undefined;
}

/** About 10 MB of epochs. */
const MAX_EPOCHS = 2 ** 18;
const MAX_SNAPSHOT_BYTES = 64e6;
const MAX_REFUSALS = 1000;
const MAX_MERGED_EPOCHS = 4096;

/** Epochs with gaps between them, in the columns of `EpochChunk`. */
type ThinEpochs = Omit<EpochChunk, "type" | "seq" | "time" | "times" | "epoch"> & {
  readonly type: "thin";
  readonly seq: Float64Array;
  readonly time: Float64Array;
  readonly epoch: Float64Array;
};
type Item = EventChunk | ThinEpochs;

/** @param limits Default: 262,144 epochs, and 64 MB of snapshots. */
export function createEventBuffer({ maxEpochs = MAX_EPOCHS, maxSnapshotBytes = MAX_SNAPSHOT_BYTES } = {}): EventBuffer {
  let items: Item[] = [];
  let epochCount = 0;
  let byteCount = 0;
  let refusalCount = 0;

  function push(chunk: EventChunk): void {
    items.push(chunk);
    if (chunk.type === "epochs") epochCount += chunk.loss.length;
    if (chunk.type === "snapshot") byteCount += snapshotBytes(chunk.snapshot);
    if (isRefusal(chunk)) refusalCount += 1;
    if (epochCount > maxEpochs) thinOldEpochs();
    if (byteCount > maxSnapshotBytes) thinSnapshots();
    if (refusalCount > MAX_REFUSALS) dropOldRefusals();
  }

  /** Drops the older half. */
  function dropOldRefusals(): void {
    let left = Math.ceil(refusalCount / 2);
    refusalCount -= left;
    items = items.filter((item) => !isRefusal(item) || left-- <= 0);
  }

  /** Drops every second epoch, except in the newest quarter. */
  function thinOldEpochs(): void {
    let newer = 0;
    const lastOld = items.findLastIndex((item) => (newer += epochsIn(item)) > maxEpochs / 4);
    items = [...thinByHalf(mergeNeighbours(items.slice(0, lastOld + 1))), ...items.slice(lastOld + 1)];
    epochCount = items.reduce((sum, item) => sum + epochsIn(item), 0);
  }

  /** Drops every second snapshot, but not the newest. */
  function thinSnapshots(): void {
    const isSnapshot = (item: Item): item is SnapshotEvent => item.type === "snapshot";
    let left = items.filter(isSnapshot).length;
    items = items.filter((item) => !isSnapshot(item) || left-- % 2 === 1 || left === 0);
    byteCount = items.filter(isSnapshot).reduce((sum, { snapshot }) => sum + snapshotBytes(snapshot), 0);
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

function isRefusal(item: Item): boolean {
  return item.type === "commanded" && item.outcome === "refused";
}

function epochsIn(item: Item): number {
  return "loss" in item ? item.loss.length : 0;
}

/** Merges items of neighbouring epochs, because every array has a fixed cost. Other items keep their places. */
function mergeNeighbours(items: readonly Item[]): Item[] {
  const merged: Item[] = [];
  let neighbours: (EpochChunk | ThinEpochs)[] = [];
  let count = 0;
  const flush = () => {
    if (neighbours.length > 0) merged.push(merge(neighbours, count));
    neighbours = [];
    count = 0;
  };
  for (const item of items) {
    const isEpochs = item.type === "epochs" || item.type === "thin";
    if (!isEpochs || count + epochsIn(item) > MAX_MERGED_EPOCHS) flush();
    if (!isEpochs) {
      merged.push(item);
      continue;
    }
    neighbours.push(item);
    count += item.loss.length;
  }
  flush();
  return merged;
}

function merge(items: readonly (EpochChunk | ThinEpochs)[], count: number): ThinEpochs {
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
    ...concatColumns(items),
  };
}

/**
 * Drops every second epoch. Counts from the end over all items, so that the newest epoch is kept, and items of a single epoch
 * between snapshots are thinned too.
 */
function thinByHalf(items: readonly Item[]): Item[] {
  let left = items.reduce((sum, item) => sum + epochsIn(item), 0);
  return items.flatMap((item): Item[] => {
    if (item.type !== "thin") return [item];
    const first = left % 2 === 1 ? 0 : 1;
    left -= epochsIn(item);
    return everySecond(item, first);
  });
}

/** Every second epoch from index `first` on; no item if there is none. */
function everySecond(item: ThinEpochs, first: number): ThinEpochs[] {
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
