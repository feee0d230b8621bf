/** Epochs collected until somebody wants them. */
import type { EpochColumns } from "@epochal/core";
import { concatColumns, type EpochChunk } from "../events/epoch-chunk.ts";

export interface EpochAccumulator {
  /** How many there are. */
  readonly length: number;
  /** Adds the epochs that follow. */
  push(columns: EpochColumns): void;
  /** The epochs so far as one chunk that begins at `seq`; there are none afterwards. */
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
      if (!first) throw new RangeError("CollectedEpochs.take: expected at least 1 epoch, got 0");
      const chunk: EpochChunk = { type: "epochs", seq, time, epoch: first.epoch, ...concatColumns(parts) };
      parts = [];
      length = 0;
      return chunk;
    },
  };
}
