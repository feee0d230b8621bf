import { createDataset, dense, type TrainingData, type TrainingSpec } from "@epochal/core";
import type { EventChunk, FinishReason } from "@epochal/stream/events";

export const spec: TrainingSpec = {
  network: { inputs: 1, layers: [dense(2, "tanh"), dense(1)] },
  loss: "meanSquaredError",
  optimizer: { type: "adam" },
  epochs: 10,
  seed: 1,
};

export const data: TrainingData = { train: createDataset([0, 1, 2], [2, 5, 8]) };

/** `count` epochs from position `seq`, with numbers that have no exact decimal notation. */
export function epochChunk(seq: number, count: number): EventChunk {
  const column = (scale: number) => Float64Array.from({ length: count }, (_, i) => scale / (3 + seq + i));
  return {
    type: "epochs",
    seq,
    time: 1000 + seq,
    epoch: seq,
    loss: column(1),
    learningRate: column(0.1),
    gradientNorm: column(10),
  };
}

export function notice(seq: number, text = "look"): EventChunk {
  return { type: "noticed", seq, time: 1000 + seq, epoch: 0, text };
}

/** The last event of a run. */
export function finished(seq: number, reason: FinishReason = "stopped"): EventChunk {
  const outcome = { reason, epoch: 1, modelEpoch: 1, hash: "", model: {} as never, report: {} as never };
  return { type: "finished", seq, time: 1000 + seq, ...outcome };
}
