/** Runs that are controlled by a script, each command at a fixed epoch, so that two recordings have the same numbers. */
import { createDataset, dense, split, type TrainingData, type TrainingSpec } from "@epochal/core";
import { notebook } from "@epochal/data";
import type { Command } from "@epochal/stream";

export interface Scenario {
  readonly id: string;
  readonly spec: TrainingSpec;
  readonly data: TrainingData;
  /** Sent one after another, each while the run is paused after the previous one. */
  readonly commands: readonly Command[];
}

/** Pause, three changes of the learning rate, an undo, a rewind, a branch, and on to the end. */
function commandScript(scale: number, rates: readonly [number, number, number]): Command[] {
  const step = (epochs: number): Command => ({ type: "step", epochs: epochs * scale });
  const set = (learningRate: number): Command => ({ type: "set", learningRate });
  return [
    { type: "pause" },
    { type: "rewind", epoch: 0 },
    step(10),
    set(rates[0]),
    step(10),
    set(rates[1]),
    step(10),
    { type: "undo" },
    step(5),
    { type: "checkpoint", name: "half-way" },
    { type: "branch", checkpoint: "half-way", run: "a branch" },
    step(15),
    { type: "rewind", epoch: 12 * scale },
    set(rates[2]),
    step(8),
    { type: "resume" },
  ];
}

const x = Array.from({ length: 120 }, (_, i) => i / 120);
const y = x.map((value) => Math.sin(6 * value) + 0.1 * Math.sin(90 * value));
const sine = createDataset(x, y);

export const scenarios: readonly Scenario[] = [
  // The thousand epochs of the notebook, with the full batch.
  { id: "notebook", ...notebook(), commands: commandScript(20, [0.02, 0.5, 0.005]) },
  // Shuffled mini-batches, dropout, an optimizer with state, a schedule, validation rows.
  {
    id: "sine",
    spec: {
      network: { inputs: 1, layers: [{ ...dense(16, "tanh"), dropout: 0.1 }, dense(1)] },
      loss: "meanSquaredError",
      optimizer: { type: "adam", learningRate: 0.01 },
      schedule: { type: "cosine" },
      batchSize: 16,
      epochs: 120,
      seed: 5,
    },
    data: split(sine, 0.8, { seed: 5 }),
    commands: commandScript(2, [0.02, 0.1, 0.003]),
  },
];
