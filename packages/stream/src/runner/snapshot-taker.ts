/** Takes snapshots of a training with their scores, each state once. */
import { hashSnapshot, score, type Trainer } from "@epochal/core";
import type { Clock } from "../clock.ts";
import type { ScoredSnapshot } from "../events/index.ts";

export interface SnapshotTaker {
  /** The current state; undefined if it was taken already or has numbers that are not finite. */
  take(): ScoredSnapshot | undefined;
  /** Milliseconds since the last attempt with finite parameters; NaN before the first. */
  age(now: number): number;
  /** The current state may be taken again. */
  forget(): void;
}

export function createSnapshotTaker(trainer: Trainer, clock: Clock): SnapshotTaker {
  /** Identifies the last state that was taken. */
  let lastKey = "";
  let lastTime = Number.NaN;
  return {
    take() {
      const { epoch, stepCount, settings, network } = trainer;
      const key = JSON.stringify([epoch, stepCount, settings]);
      if (key === lastKey || !network.parameters.every(Number.isFinite)) return undefined;
      lastTime = clock.monotonic();
      const taken = scoredSnapshot(trainer);
      if (!Object.values(taken.scores).every(Number.isFinite)) return undefined;
      lastKey = key;
      return taken;
    },
    age: (now) => now - lastTime,
    forget: () => void (lastKey = ""),
  };
}

/** The current state of a training, with its hash and scores. */
export function scoredSnapshot(trainer: Trainer): ScoredSnapshot {
  const snapshot = trainer.snapshot();
  const { rows, predicted } = trainer.evaluate();
  const scores = score(predicted, rows, trainer.data.columns);
  return { epoch: trainer.epoch, hash: hashSnapshot(snapshot), snapshot, scores };
}
