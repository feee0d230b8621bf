/** Trials that train on demand: the lowest held-out loss up to an epoch, each epoch trained once. Pauses change no bit. */
import { createTrainer, type Trainer, type TrainingData, type TrainingSpec } from "@epochal/core";
import { applySettings, type Objective, type TrialResult, type TrialSettings } from "@epochal/search";
import { simdEngine } from "@epochal/simd";

export interface TrialCurves {
  /** A trial at the end of an epoch, or at its own end if that is before. */
  at(settings: TrialSettings, epochs: number): TrialResult<undefined>;
  readonly objective: Objective<undefined>;
}

interface TrainedTrial {
  readonly trainer: Trainer;
  /** The lowest loss up to the end of each epoch. */
  readonly lowest: number[];
}

export function createTrialCurves(spec: TrainingSpec, data: TrainingData): TrialCurves {
  const trials = new Map<string, TrainedTrial>();

  function at(settings: TrialSettings, epochs: number): TrialResult<undefined> {
    const key = JSON.stringify(settings);
    let trial = trials.get(key);
    if (!trial) {
      trial = { trainer: createTrainer(applySettings(spec, settings), data, { engine: simdEngine }), lowest: [] };
      trials.set(key, trial);
    }
    const { trainer, lowest } = trial;
    while (trainer.epoch < epochs && !trainer.end) {
      trainer.advance(1);
      lowest[trainer.epoch] = trainer.best?.loss ?? Infinity;
    }
    const epoch = Math.min(epochs, trainer.epoch);
    const isEnded = trainer.end !== undefined && epoch === trainer.epoch;
    const hasDiverged = isEnded && trainer.end?.reason === "diverged";
    return { loss: hasDiverged ? Infinity : (lowest[epoch] ?? Infinity), epoch, isEnded };
  }

  return { at, objective: ({ settings, epochs }) => [at(settings, epochs)] };
}
