/** A trainer's progress as a plain record, and how it becomes a snapshot and comes back. */
import { checkTrainingSettings } from "../spec/tuning.ts";
import { createBestTracker, type BestTracker } from "./best-tracker.ts";
import { applyTuning, type TrainingSetup } from "./training-setup.ts";
import { createVector, precisionOf, type Vector } from "../vector.ts";
import type { SchedulePosition } from "../schedules/index.ts";
import type { LowestLoss, Snapshot } from "./snapshot.ts";
import type { TrainingEnd } from "./records.ts";

export interface TrainerState {
  /** Epochs completed, including those that diverged and were followed by a restart. */
  epoch: number;
  /** Updates completed. */
  step: number;
  /** Batches completed in the current epoch; 0 between epochs. */
  batch: number;
  /** Σ loss · weight and Σ weight over these batches. */
  lossSum: number;
  weightSum: number;
  /** The parameters at the start of the current epoch; only maintained without held-out rows, for `best`. */
  readonly epochStart: Vector;
  /** Restarts so far, and the epochs and updates that were completed at the last one. */
  restarts: number;
  startEpoch: number;
  startStep: number;
  /** The lowest monitored loss since the last restart. */
  lowest: LowestLoss | undefined;
  /** The parameters with the lowest monitored loss, across restarts. */
  readonly best: BestTracker;
  /** Set when the training has ended. */
  end: TrainingEnd | undefined;
}

export function createTrainerState(parameters: Vector): TrainerState {
  return {
    epoch: 0,
    step: 0,
    batch: 0,
    lossSum: 0,
    weightSum: 0,
    epochStart: createVector(parameters.length, precisionOf(parameters)),
    restarts: 0,
    startEpoch: 0,
    startStep: 0,
    lowest: undefined,
    best: createBestTracker(parameters.length),
    end: undefined,
  };
}

/** Schedules and optimizers count from the last restart, over the epochs that were left then. */
export function schedulePosition(state: TrainerState, { spec, backend }: TrainingSetup): SchedulePosition {
  const epochs = spec.epochs - state.startEpoch;
  return {
    step: state.step - state.startStep,
    steps: epochs * backend.batchCount,
    epoch: state.epoch - state.startEpoch,
    epochs,
  };
}

/** Records a monitored loss in `lowest`, and the parameters it was measured with in `best`. */
export function recordLoss(loss: number, state: TrainerState, { backend, evaluator }: TrainingSetup): void {
  const { epoch, lowest, best } = state;
  if (lowest === undefined || loss < lowest.loss) state.lowest = { epoch, loss };
  // A loss on the training rows was measured with the parameters at the start of the epoch.
  if (evaluator.isHeldOut) best.update(epoch, loss, backend.network.parameters);
  else best.update(epoch - 1, loss, state.epochStart);
}

/** A copy of the whole state. */
export function toSnapshot(state: TrainerState, { backend, evaluator, tuning }: TrainingSetup): Snapshot {
  const { epoch, step, batch, lossSum, weightSum, epochStart, restarts, startEpoch, startStep, lowest } = state;
  const { network, updater } = backend;
  const best = state.best.copy();
  return {
    version: 1,
    epoch,
    step,
    batch,
    lossSum,
    weightSum,
    settings: { ...updater.settings, ...tuning },
    parameters: new Float64Array(network.parameters),
    memory: new Float64Array(updater.optimizerState),
    ...(batch > 0 && !evaluator.isHeldOut && { epochStart: new Float64Array(epochStart) }),
    ...(best && { best }),
    ...(restarts > 0 && {
      restart: { count: restarts, epoch: startEpoch, step: startStep, ...(lowest && { lowest }) },
    }),
  };
}

/**
 * Overwrites `state`, and the setup's tuning, parameters and optimizer state, with a snapshot of the same spec and data.
 * @throws RangeError when it has an unknown version or does not fit the network or the optimizer.
 */
export function fromSnapshot(snapshot: Snapshot, state: TrainerState, setup: TrainingSetup): void {
  const { evaluator, originalSpec } = setup;
  checkSnapshot(snapshot, setup);
  const { optimizer } = setup.backend.updater;
  const checked = checkTrainingSettings(optimizer, originalSpec.optimizer.type, snapshot.settings, "trainer.restore");
  applyTuning(setup, checked.tuning);
  const { network, updater } = setup.backend;
  updater.set(checked.settings);
  network.parameters.set(snapshot.parameters);
  updater.optimizerState.set(snapshot.memory);

  const { epoch, step, batch, lossSum, weightSum, epochStart, restart } = snapshot;
  Object.assign(state, { epoch, step, batch, lossSum, weightSum });
  if (epochStart) state.epochStart.set(epochStart);
  state.best.restore(snapshot.best);
  const { current } = state.best;
  state.restarts = restart?.count ?? 0;
  state.startEpoch = restart?.epoch ?? 0;
  state.startStep = restart?.step ?? 0;
  // Without a restart, the best loss is also the lowest. A training loss is known one epoch after its parameters.
  const lowest = current && { epoch: current.epoch + (evaluator.isHeldOut ? 0 : 1), loss: current.loss };
  state.lowest = restart ? restart.lowest : lowest;
  state.end = undefined;
}

function checkSnapshot({ version, parameters, memory }: Snapshot, { backend }: TrainingSetup): void {
  const where = "trainer.restore";
  if (version !== 1) throw new RangeError(`${where}: expected a snapshot of version 1, got ${String(version)}`);
  const expected = [backend.network.parameters.length, backend.updater.optimizerState.length];
  if (parameters.length === expected[0] && memory.length === expected[1]) return;
  throw new RangeError(
    `${where}: expected ${expected[0]} parameters and ${expected[1]} numbers of optimizer state, ` +
      `got ${parameters.length} and ${memory.length}: is it from a different spec?`,
  );
}
