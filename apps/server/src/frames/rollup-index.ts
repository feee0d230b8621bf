/**
 * The sums of a run's events by blocks, so that any number of skipped blocks is summed up in a few additions: a tree with a node
 * for each block of events, for each 16 blocks, for each 256 …
 */
import { createRollup, type Rollup } from "@epochal/protocol";
import { lastSeq, upperBound, type EventChunk } from "@epochal/stream/events";

export interface RollupIndex {
  /** The position of the newest event. */
  readonly head: number;
  /** Adds the next events. */
  add(chunk: EventChunk): void;
  /** The few sums, oldest first, that make up the events after `from` up to `to`: positions at the end of a block, or the head. */
  parts(from: number, to: number): readonly Rollup[];
  /** The position of the oldest event after `seq` that is not an epoch; infinite if there is none. */
  nextOther(seq: number): number;
  /** The position of the newest event of each type. */
  readonly newest: ReadonlyMap<EventChunk["type"], number>;
}

/** The events of a block. A block that is skipped in part is read event by event. */
export const BLOCK_EVENTS = 2048;
const CHILDREN = 16;

/** The end of the last block that ends at or before a position. */
export const floorToBlock = (seq: number): number => seq - (seq % BLOCK_EVENTS);

/** An index of a run without events. */
export function createRollupIndex(): RollupIndex {
  /** The complete nodes of each level; the first level has the blocks. */
  const levels: Rollup[][] = [[]];
  /** The block that is not complete. */
  let tail = createRollup();
  let head = 0;
  const others: number[] = [];
  const newest = new Map<EventChunk["type"], number>();

  function completeNode(level: number, node: Rollup): void {
    const nodes = (levels[level] ??= []);
    nodes.push(node);
    if (nodes.length % CHILDREN === 0) completeNode(level + 1, sumOf(nodes.slice(-CHILDREN)));
  }

  return {
    get head() {
      return head;
    },
    newest,
    add(chunk) {
      const last = lastSeq(chunk);
      newest.set(chunk.type, last);
      if (chunk.type !== "epochs") others.push(chunk.seq);
      while (head < last) {
        const to = Math.min(last, floorToBlock(head) + BLOCK_EVENTS);
        tail.add(chunk, head + 1, to);
        head = to;
        if (head % BLOCK_EVENTS === 0) {
          completeNode(0, tail);
          tail = createRollup();
        }
      }
    },
    parts(from, to) {
      const parts: Rollup[] = [];
      const end = Math.floor(to / BLOCK_EVENTS);
      for (let block = from / BLOCK_EVENTS; block < end;) {
        let [level, size] = [0, 1];
        while (block % (size * CHILDREN) === 0 && block + size * CHILDREN <= end) {
          level += 1;
          size *= CHILDREN;
        }
        parts.push(levels[level]![block / size]!);
        block += size;
      }
      if (to % BLOCK_EVENTS !== 0) parts.push(tail);
      return parts;
    },
    nextOther: (seq) => others[upperBound(others.length, (i) => others[i]!, seq)] ?? Infinity,
  };
}

/** A new rollup with the sum of consecutive ones. */
export function sumOf(rollups: readonly Rollup[]): Rollup {
  const sum = createRollup();
  for (const rollup of rollups) sum.append(rollup);
  return sum;
}
