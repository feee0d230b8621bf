/** Collects epochs until they are published as one chunk. */
import type { EpochColumns } from "@epochal/core";
import { concatColumns, type EpochChunk } from "../events/epoch-chunk.ts";

export interface EpochAccumulator {
  /** Number of collected epochs. */
  readonly length: number;
  /** Adds the next epochs. */
  push(columns: EpochColumns): void;
  /** Returns the collected epochs as one chunk and starts anew. `seq` is the position of the first. */
  take(seq: number, time: number): EpochChunk;
}

export function createEpochAccumulator(): EpochAccumulator {
  let parts: EpochColumns[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(columns) {
      if (columns.loss.length === 0) return;
      parts.push(columns);
      length += columns.loss.length;
    },
    take(seq, time) {
      const [first] = parts;
      if (!first) throw new RangeError("EpochAccumulator.take: expected at least 1 epoch, got 0");
      const chunk: EpochChunk = { type: "epochs", seq, time, epoch: first.epoch, ...concatColumns(parts) };
      parts = [];
      length = 0;
      return chunk;
    },
  };
}
