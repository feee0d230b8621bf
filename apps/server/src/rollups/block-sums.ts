/** The sums of a run's events by blocks, which may consist of segments with a sum each. */
import { createRollup, type Rollup } from "@epochal/protocol";
import { lastSeq, type EventChunk } from "@epochal/stream/events";
import { createBlockTree, sumOf } from "./block-tree.ts";

export interface BlockSums {
  /** The position of the newest event. */
  readonly head: number;
  /** Adds the next events. */
  readonly add: (chunk: EventChunk) => void;
  /** The next events belong to a segment of their own. */
  readonly endSegment: () => void;
  /** The few sums, oldest first, that make up the events after `from` up to `to`: ends of segments, or the head. */
  readonly parts: (from: number, to: number) => Rollup[];
  /** The last end of a segment at or before `seq`. */
  readonly floor: (seq: number) => number;
  /** The first one at or after `seq`; it may be beyond the head. */
  readonly ceil: (seq: number) => number;
  /** All sums as plain data, oldest first. */
  readonly toSegments: () => Segment[];
}

/** A block, or a part of one, with a sum of its own. */
export interface Segment {
  /** The position of its last event. */
  readonly end: number;
  readonly sum: Pick<Rollup, "types" | "columns">;
}

/** The events of a block. */
export const BLOCK_EVENTS = 2048;
/** Maximum number of sums in a block; further events of it are read to be skipped. */
const MAX_SEGMENTS = 16;

/** The end of the last block that ends at or before a position. */
export const floorToBlock = (seq: number): number => seq - (seq % BLOCK_EVENTS);

/** @param before the sums of the run so far. Default: of a run without events. */
export function createBlockSums(before: readonly Segment[] = []): BlockSums {
  const tree = createBlockTree();
  /** The block that is not complete: its complete segments, and the rest. */
  let segments: { readonly end: number; readonly sum: Rollup }[] = [];
  let tail = createRollup();
  /** The segments of blocks that have several, by the end of the block before. */
  const segmentsOf = new Map<number, typeof segments>();
  let head = 0;

  /** Whether events follow the last complete segment. */
  const hasTail = () => (segments.at(-1)?.end ?? floorToBlock(head)) < head;

  function endSegment(): void {
    if (!hasTail() || segments.length >= MAX_SEGMENTS - 1) return;
    segments.push({ end: head, sum: tail });
    tail = createRollup();
  }

  /** The events up to `end` are in the tail. */
  function moveHead(end: number): void {
    head = end;
    if (head % BLOCK_EVENTS !== 0) return;
    if (segments.length === 0) tree.add(tail);
    else {
      if (hasTail()) segments.push({ end: head, sum: tail });
      tree.add(sumOf(segments.map(({ sum }) => sum)));
      segmentsOf.set(head - BLOCK_EVENTS, segments);
    }
    segments = [];
    tail = createRollup();
  }

  for (const { end, sum } of before) {
    endSegment();
    tail.append(sum);
    moveHead(end);
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
    add(chunk) {
      const last = lastSeq(chunk);
      while (head < last) {
        const to = Math.min(last, floorToBlock(head) + BLOCK_EVENTS);
        tail.add(chunk, head + 1, to);
        moveHead(to);
      }
    },
    endSegment,
    parts(from, to) {
      const isWithin = from % BLOCK_EVENTS !== 0;
      const start = isWithin ? Math.min(to, floorToBlock(from) + BLOCK_EVENTS) : from;
      const end = Math.max(start, floorToBlock(to));
      return [
        ...(isWithin ? partsOfBlock(from, start) : []),
        ...tree.parts(start / BLOCK_EVENTS, end / BLOCK_EVENTS),
        ...(end < to ? partsOfBlock(end, to) : []),
      ];
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
    toSegments() {
      const blocks = tree.blocks.flatMap((sum, i) => {
        const end = (i + 1) * BLOCK_EVENTS;
        return segmentsOf.get(end - BLOCK_EVENTS) ?? [{ end, sum }];
      });
      const all = [...blocks, ...segments, ...(hasTail() ? [{ end: head, sum: tail }] : [])];
      return all.map(({ end, sum: { types, columns } }) => ({ end, sum: { types, columns } }));
    },
  };
}
