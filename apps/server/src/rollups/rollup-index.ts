/**
 * The sums of a run's events by blocks, so that any number of skipped blocks is summed up in a few additions: a tree with a node
 * for each block of events, for each 16 blocks, for each 256 … Within a block, the events before and after one that is no epoch have
 * sums of their own, so that it can be read alone.
 */
import { createRollup, type Rollup } from "@epochal/protocol";
import { lastSeq, upperBound, type EventChunk } from "@epochal/stream/events";

export interface RollupIndex {
  /** The position of the newest event. */
  readonly head: number;
  /** Adds the next events. */
  add(chunk: EventChunk): void;
  /** The few sums, oldest first, that make up the events after `from` up to `to`: positions between two sums, or the head. */
  parts(from: number, to: number): readonly Rollup[];
  /** The last position between two sums at or before `seq`. */
  floor(seq: number): number;
  /** The first one at or after `seq`; it may be beyond the head. */
  ceil(seq: number): number;
  /** The position of the oldest event after `seq` that is not an epoch; infinite if there is none. */
  nextOther(seq: number): number;
  /** The position of the newest event of each type. */
  readonly newest: ReadonlyMap<EventChunk["type"], number>;
  /** The index as plain data, for another thread. */
  toData(): RollupIndexData;
}

export interface RollupIndexData {
  /** All events, in order. */
  readonly segments: readonly Segment[];
  readonly others: readonly number[];
  readonly newest: ReadonlyMap<EventChunk["type"], number>;
}

/** The events of a block. */
export const BLOCK_EVENTS = 2048;
const CHILDREN = 16;
/** Maximum number of sums in a block; further events of it are read to be skipped. */
const MAX_SEGMENTS = 16;

/** A block, or a part of one, with a sum of its own. */
interface Segment {
  /** The position of its last event. */
  readonly end: number;
  readonly sum: Pick<Rollup, "types" | "columns">;
}

/** The end of the last block that ends at or before a position. */
export const floorToBlock = (seq: number): number => seq - (seq % BLOCK_EVENTS);

/** @param data an index of the run so far. Default: of a run without events. */
export function createRollupIndex(data?: RollupIndexData): RollupIndex {
  const tree = createBlockTree();
  /** The block that is not complete: its complete segments, and the rest. */
  let segments: { readonly end: number; readonly sum: Rollup }[] = [];
  /** The segments of blocks that have several, by the end of the block before. */
  const segmentsOf = new Map<number, typeof segments>();
  let tail = createRollup();
  let head = 0;
  const others = [...(data?.others ?? [])];
  const newest = new Map(data?.newest);

  /** Whether events follow the last complete segment. */
  const hasTail = () => (segments.at(-1)?.end ?? floorToBlock(head)) < head;

  function endSegment(): void {
    if (!hasTail() || segments.length >= MAX_SEGMENTS - 1) return;
    segments.push({ end: head, sum: tail });
    tail = createRollup();
  }

  function endBlock(): void {
    if (segments.length === 0) {
      tree.add(tail);
    } else {
      if (segments.at(-1)!.end < head) segments.push({ end: head, sum: tail });
      tree.add(sumOf(segments.map(({ sum }) => sum)));
      segmentsOf.set(head - BLOCK_EVENTS, segments);
    }
    segments = [];
    tail = createRollup();
  }

  function add(chunk: EventChunk): void {
    const last = lastSeq(chunk);
    while (head < last) {
      const to = Math.min(last, floorToBlock(head) + BLOCK_EVENTS);
      tail.add(chunk, head + 1, to);
      head = to;
      if (head % BLOCK_EVENTS === 0) endBlock();
    }
  }

  for (const { end, sum } of data?.segments ?? []) {
    endSegment();
    tail.append(sum);
    head = end;
    if (head % BLOCK_EVENTS === 0) endBlock();
  }

  const segmentsFrom = (block: number) => segmentsOf.get(block) ?? (block === floorToBlock(head) ? segments : []);

  /** The sums of the events after `from` up to `to` within a block, which both may be part of. */
  function partsOfBlock(from: number, to: number): Rollup[] {
    const block = floorToBlock(from);
    const parts = segmentsFrom(block).filter(({ end }) => end > from && end <= to);
    const endsWithTail = from < to && to === head && block === floorToBlock(head) && hasTail();
    return [...parts.map(({ sum }) => sum), ...(endsWithTail ? [tail] : [])];
  }

  return {
    get head() {
      return head;
    },
    newest,
    add(chunk) {
      newest.set(chunk.type, lastSeq(chunk));
      if (chunk.type === "epochs") return add(chunk);
      others.push(chunk.seq);
      endSegment();
      add(chunk);
      endSegment();
    },
    parts(from, to) {
      const parts: Rollup[] = [];
      let next = from;
      if (from % BLOCK_EVENTS !== 0) {
        next = Math.min(to, floorToBlock(from) + BLOCK_EVENTS);
        parts.push(...partsOfBlock(from, next));
      }
      const end = Math.floor(to / BLOCK_EVENTS);
      parts.push(...tree.parts(next / BLOCK_EVENTS, end));
      const rest = Math.max(next, end * BLOCK_EVENTS);
      if (rest < to) parts.push(...partsOfBlock(rest, to));
      return parts;
    },
    floor(seq) {
      const block = floorToBlock(seq);
      return segmentsFrom(block).findLast(({ end }) => end <= seq)?.end ?? block;
    },
    ceil(seq) {
      const block = floorToBlock(seq);
      if (block === seq) return seq;
      return segmentsFrom(block).find(({ end }) => end >= seq)?.end ?? block + BLOCK_EVENTS;
    },
    toData() {
      const blocks = tree.blocks.flatMap((sum, i) => {
        const end = (i + 1) * BLOCK_EVENTS;
        return segmentsOf.get(end - BLOCK_EVENTS) ?? [{ end, sum }];
      });
      const all = [...blocks, ...segments, ...(hasTail() ? [{ end: head, sum: tail }] : [])];
      return {
        segments: all.map(({ end, sum: { types, columns } }) => ({ end, sum: { types, columns } })),
        others,
        newest,
      };
    },
    nextOther: (seq) => others[upperBound(others.length, (i) => others[i]!, seq)] ?? Infinity,
  };
}

/** The sums of complete blocks. */
interface BlockTree {
  readonly blocks: readonly Rollup[];
  /** Adds the next block. */
  add(block: Rollup): void;
  /** The few sums, oldest first, that make up the blocks from `first` to before `end`. */
  parts(first: number, end: number): Rollup[];
}

function createBlockTree(): BlockTree {
  const blocks: Rollup[] = [];
  /** The complete nodes of each level. */
  const levels = [blocks];

  function add(node: Rollup, level: number): void {
    const nodes = (levels[level] ??= []);
    nodes.push(node);
    if (nodes.length % CHILDREN === 0) add(sumOf(nodes.slice(-CHILDREN)), level + 1);
  }

  return {
    blocks,
    add: (block) => add(block, 0),
    parts(first, end) {
      const parts: Rollup[] = [];
      for (let block = first; block < end;) {
        let [level, size] = [0, 1];
        while (block % (size * CHILDREN) === 0 && block + size * CHILDREN <= end) {
          level += 1;
          size *= CHILDREN;
        }
        parts.push(levels[level]![block / size]!);
        block += size;
      }
      return parts;
    },
  };
}

/** A new rollup with the sum of consecutive ones. */
export function sumOf(rollups: readonly Rollup[]): Rollup {
  const sum = createRollup();
  for (const rollup of rollups) sum.append(rollup);
  return sum;
}
