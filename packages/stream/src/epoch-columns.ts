/** Epochs collected into columns until somebody wants them. */
import type { EpochRecord } from "@epochal/core";
import type { EpochChunk } from "./events.ts";

export interface EpochColumns {
  readonly length: number;
  push(record: EpochRecord): void;
  /** The epochs so far as one chunk that begins at `seq`; the columns are empty afterwards. */
  take(seq: number, time: number): EpochChunk;
}

export function createEpochColumns(): EpochColumns {
  let records: EpochRecord[] = [];
  return {
    get length() {
      return records.length;
    },
    push(record) {
      records.push(record);
    },
    take(seq, time) {
      const taken = records;
      records = [];
      const first = taken[0];
      if (!first) throw new RangeError("EpochColumns.take: expected at least 1 epoch, got 0");
      const column = (name: "loss" | "learningRate" | "gradientNorm") =>
        Float64Array.from(taken, (record) => record[name]);
      return {
        type: "epochs",
        seq,
        time,
        epoch: first.epoch,
        loss: column("loss"),
        ...(first.validationLoss !== undefined && {
          validationLoss: Float64Array.from(taken, (record) => record.validationLoss ?? Number.NaN),
        }),
        learningRate: column("learningRate"),
        gradientNorm: column("gradientNorm"),
      };
    },
  };
}
