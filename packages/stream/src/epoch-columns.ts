/** Epochs collected until somebody wants them. */
import type { EpochColumns } from "@epochal/core";
import type { EpochChunk } from "./events.ts";

export interface CollectedEpochs {
  /** How many there are. */
  readonly length: number;
  /** Adds the epochs that follow. */
  push(columns: EpochColumns): void;
  /** The epochs so far as one chunk that begins at `seq`; there are none afterwards. */
  take(seq: number, time: number): EpochChunk;
}

export function collectEpochs(): CollectedEpochs {
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
      const join = (columnOf: (part: EpochColumns) => Float64Array) =>
        parts.length === 1 ? columnOf(first) : concatenate(parts.map(columnOf), length);
      const { validationLoss } = first;
      const chunk: EpochChunk = {
        type: "epochs",
        seq,
        time,
        epoch: first.epoch,
        loss: join((part) => part.loss),
        ...(validationLoss && { validationLoss: join((part) => part.validationLoss ?? new Float64Array(0)) }),
        learningRate: join((part) => part.learningRate),
        gradientNorm: join((part) => part.gradientNorm),
      };
      parts = [];
      length = 0;
      return chunk;
    },
  };
}

function concatenate(columns: readonly Float64Array[], length: number): Float64Array {
  const all = new Float64Array(length);
  let end = 0;
  for (const column of columns) {
    all.set(column, end);
    end += column.length;
  }
  return all;
}
