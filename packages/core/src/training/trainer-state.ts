/** A trainer's progress as a plain record, and how it becomes a snapshot and comes back. */
import { lookupUpdate, optimizerStateLength } from "../backend/updater.ts";
import { parameterCount } from "../network/layer-sizes.ts";
import { checkTrainingSettings, type CheckedSettings } from "../spec/tuning.ts";
import { applyTuning, type TrainingSetup } from "./training-setup.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Vector } from "../vector.ts";
import type { SchedulePosition } from "../schedules/index.ts";
import type { BestParameters, LowestLoss, Snapshot } from "./snapshot.ts";
import type { Tuning } from "../spec/tuning.ts";
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
  /** The parameters with the lowest monitored loss, across restarts; a view of `bestParameters`. */
  best: BestParameters | undefined;
  /** The next better parameters overwrite this vector: in a good training, most epochs are the best so far. */
  readonly bestParameters: Float64Array;
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
    epochStart: parameters.slice(),
    restarts: 0,
    startEpoch: 0,
    startStep: 0,
    lowest: undefined,
    best: undefined,
    bestParameters: new Float64Array(parameters.length),
    end: undefined,
  };
}

/** Schedules and optimizers count from the last restart, over the epochs that were left then. */
export function schedulePosition(setup: TrainingSetup, state: TrainerState): SchedulePosition {
  const epochs = setup.spec.epochs - state.startEpoch;
  return {
    step: state.step - state.startStep,
    steps: epochs * setup.backend.batchCount,
    epoch: state.epoch - state.startEpoch,
    epochs,
  };
}

/** Records a monitored loss in `lowest`, and the parameters it was measured with in `best`. */
export function recordLoss(setup: TrainingSetup, state: TrainerState, loss: number): void {
  const { epoch, lowest } = state;
  if (lowest === undefined || loss < lowest.loss) state.lowest = { epoch, loss };
  // A loss on the training rows was measured with the parameters at the start of the epoch.
  if (setup.evaluator.isHeldOut) updateBest(state, epoch, loss, setup.backend.network.parameters);
  else updateBest(state, epoch - 1, loss, state.epochStart);
}

/** Copies the parameters to `best` if their loss is the lowest so far. */
export function updateBest(state: TrainerState, epoch: number, loss: number, parameters: Vector): void {
  if (state.best !== undefined && !(loss < state.best.loss)) return;
  state.bestParameters.set(parameters);
  state.best = { epoch, loss, parameters: state.bestParameters };
}

export function copyBest({ best }: TrainerState): BestParameters | undefined {
  return best && { ...best, parameters: best.parameters.slice() };
}

/** A copy of the whole state. */
export function toSnapshot(setup: TrainingSetup, state: TrainerState): Snapshot {
  const { epoch, step, batch, lossSum, weightSum, epochStart, restarts, startEpoch, startStep, lowest } = state;
  const { network, updater } = setup.backend;
  const best = copyBest(state);
  return {
    version: 1,
    epoch,
    step,
    batch,
    lossSum,
    weightSum,
    settings: { ...updater.settings, ...setup.tuning },
    parameters: new Float64Array(network.parameters),
    memory: new Float64Array(updater.optimizerState),
    ...(batch > 0 && !setup.evaluator.isHeldOut && { epochStart: new Float64Array(epochStart) }),
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
export function fromSnapshot(setup: TrainingSetup, state: TrainerState, snapshot: Snapshot): void {
  const { train } = setup.prepared;
  const { settings, tuning } = checkSnapshot(setup.originalSpec, train.rows, snapshot, "trainer.restore");
  applyTuning(setup, tuning);
  const { network, updater } = setup.backend;
  updater.set(settings);
  network.parameters.set(snapshot.parameters);
  updater.optimizerState.set(snapshot.memory);

  const { epoch, step, batch, lossSum, weightSum, restart } = snapshot;
  if (snapshot.epochStart) state.epochStart.set(snapshot.epochStart);
  const { best } = snapshot;
  state.best = undefined;
  if (best) updateBest(state, best.epoch, best.loss, best.parameters);
  // Without a restart, the best loss is also the lowest. A training loss is known one epoch after its parameters.
  const lowest = restart
    ? restart.lowest
    : best && { ...best, epoch: best.epoch + (setup.evaluator.isHeldOut ? 0 : 1) };
  Object.assign(state, {
    epoch,
    step,
    batch,
    lossSum,
    weightSum,
    restarts: restart?.count ?? 0,
    startEpoch: restart?.epoch ?? 0,
    startStep: restart?.step ?? 0,
    lowest: lowest && { epoch: lowest.epoch, loss: lowest.loss },
    end: undefined,
  } satisfies Partial<TrainerState>);
  if (epoch >= setup.spec.epochs) state.end = { reason: "completed", epoch };
  else if (isStopped(setup, state)) state.end = { reason: "early", epoch };
}

/** Whether a stopping rule ended the training at this state. An earlier loss that reached a target would have ended it before. */
function isStopped({ isStopDue }: TrainingSetup, { epoch, step, batch, startEpoch, lowest }: TrainerState): boolean {
  if (batch > 0 || epoch === startEpoch || !lowest) return false;
  return isStopDue({ epoch, step, loss: lowest.loss, bestEpoch: lowest.epoch });
}

/** @throws RangeError when the spec's numbers cannot be changed in this state. */
export function checkTuning(setup: TrainingSetup, state: TrainerState, { batchSize, epochs = Infinity }: Tuning): void {
  const { batchSize: current, batchCount } = setup.backend;
  const where = "trainer.set";
  if (state.batch > 0 && Math.min(batchSize ?? current, setup.prepared.train.rows) !== current)
    throw new RangeError(
      `${where}: batchSize can only change between epochs, not after batch ${state.batch} of ${batchCount}`,
    );
  if (epochs <= state.epoch) throw new RangeError(`${where}: expected epochs > ${state.epoch}, got ${epochs}`);
}

/**
 * Checks that a snapshot fits a valid spec and the number of training rows; allocates nothing.
 * @returns the snapshot's settings.
 * @throws RangeError when it has an unknown version or does not fit; `where` starts the message.
 */
export function checkSnapshot(spec: TrainingSpec, rows: number, snapshot: Snapshot, where: string): CheckedSettings {
  const { version, epoch, step, batch, parameters, memory, epochStart, best, restart } = snapshot;
  if (version !== 1) throw new RangeError(`${where}: expected a snapshot of version 1, got ${String(version)}`);
  const count = parameterCount(spec.network);
  const expected = describeSizes(count, optimizerStateLength(spec, count));
  const found = describeSizes(parameters.length, memory.length);
  if (found !== expected)
    throw new RangeError(`${where}: expected ${expected}, got ${found}: is it from a different spec?`);
  const { optimizer } = lookupUpdate(spec, where);
  const checked = checkTrainingSettings(optimizer.entry, spec.optimizer.type, snapshot.settings, where);
  const fits = {
    epochStart: !epochStart || epochStart.length === count,
    best: !best || best.parameters.length === count,
    restart: !restart || (restart.epoch <= epoch && restart.step <= step),
    batch: batch === 0 || batch * (checked.tuning.batchSize ?? spec.batchSize ?? rows) < rows,
  };
  for (const [name, isFitting] of Object.entries(fits)) {
    if (!isFitting) throw new RangeError(`${where}: ${name} does not fit the spec and the rows`);
  }
  return checked;
}

function describeSizes(parameters: number, optimizerState: number): string {
  return `${parameters} parameters and ${optimizerState} numbers of optimizer state`;
}
