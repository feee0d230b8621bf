/**
 * The sums of a run's events, and the positions of the events that are not epochs. Any number of skipped blocks is summed up in a few
 * additions. Within a block, the events before and after one that is not an epoch have sums of their own, so that it can be read alone.
 */
import type { Rollup } from "@epochal/protocol";
import { lastSeq, upperBound, type EventChunk } from "@epochal/stream/events";
import { createBlockSums, type Segment } from "./block-sums.ts";

export interface RollupIndex {
  /** The position of the newest event. */
  readonly head: number;
  /** Adds the next events. */
  readonly add: (chunk: EventChunk) => void;
  /** The few sums, oldest first, that make up the events after `from` up to `to`: positions between two sums, or the head. */
  readonly parts: (from: number, to: number) => readonly Rollup[];
  /** The last position between two sums at or before `seq`. */
  readonly floor: (seq: number) => number;
  /** The first one at or after `seq`; it may be beyond the head. */
  readonly ceil: (seq: number) => number;
  /** The position of the oldest event after `seq` that is not an epoch; infinite if there is none. */
  readonly nextOther: (seq: number) => number;
  /** The position of the newest event of each type. */
  readonly newest: ReadonlyMap<EventChunk["type"], number>;
  /** The index as plain data, for another thread. */
  readonly toData: () => RollupIndexData;
}

export interface RollupIndexData {
  /** All events, in order. */
  readonly segments: readonly Segment[];
  readonly others: readonly number[];
  readonly newest: ReadonlyMap<EventChunk["type"], number>;
}

/** @param data an index of the run so far. Default: of a run without events. */
export function createRollupIndex(data?: RollupIndexData): RollupIndex {
  const sums = createBlockSums(data?.segments);
  const { parts, floor, ceil } = sums;
  const others = [...(data?.others ?? [])];
  const newest = new Map(data?.newest);
  return {
    get head() {
      return sums.head;
    },
    add(chunk) {
      newest.set(chunk.type, lastSeq(chunk));
      if (chunk.type === "epochs") return sums.add(chunk);
      others.push(chunk.seq);
      sums.endSegment();
      sums.add(chunk);
      sums.endSegment();
    },
    parts,
    floor,
    ceil,
    nextOther: (seq) => others[upperBound(others.length, (i) => others[i]!, seq)] ?? Infinity,
    newest,
    toData: () => ({ segments: sums.toSegments(), others, newest }),
  };
}
