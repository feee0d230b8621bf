/** The training loop: updates become epochs, until the training ends. A diverged training restarts with new weights. */
import { euclideanNorm } from "../backend/updater.ts";
import { canBatchEpochs, trainEpochsInEngine } from "./engine-epochs.ts";
import { toEpochColumns, type EpochColumns } from "./epoch-columns.ts";
import { isFiniteModel } from "./model-selection.ts";
import { recordLoss, schedulePosition, type TrainerState } from "./trainer-state.ts";
import type { History } from "./history.ts";
import type { EpochRecord, StepRecord, TrainingEnd } from "./records.ts";
import type { TrainingSetup } from "./training-setup.ts";

/** The data of the loop, which begins with `startFromNewWeights`. */
export interface TrainingLoop {
  readonly setup: TrainingSetup;
  readonly state: TrainerState;
  readonly history: History;
}

/** See `Trainer.step`. */
export function step(loop: TrainingLoop, updates = 1): StepRecord | undefined {
  const { state } = loop;
  while (!state.end) {
    const record = runUpdates(loop, updates);
    if (record) return record;
    restartOrFinish(loop);
  }
  return undefined;
}

/** See `Trainer.advance`. */
export function advance(loop: TrainingLoop, count: number): EpochColumns {
  const { setup, state, history } = loop;
  const { session } = setup.backend;
  if (session && canBatchEpochs(setup, session) && state.batch === 0 && !state.end) {
    const columns = trainEpochsInEngine(setup, state, history, session, count);
    if (session.hasDiverged) restartOrFinish(loop);
    else if (state.epoch >= setup.spec.epochs) finish(loop, isFiniteModel(setup) ? "completed" : "diverged");
    return columns;
  }
  const records: EpochRecord[] = [];
  const first = state.epoch + 1;
  while (records.length < count && !state.end) {
    const record = runUpdates(loop, Infinity);
    if (!record) {
      restartOrFinish(loop);
      break;
    }
    records.push(record.epochRecord!);
  }
  return toEpochColumns(records, first);
}

/** Up to `count` updates, to the end of the epoch at most; returns the record of the last, or undefined after divergence. */
function runUpdates(loop: TrainingLoop, count: number): StepRecord | undefined {
  const { setup, state } = loop;
  const last = state.step + Math.min(count, setup.backend.batchCount - state.batch);
  let record: StepRecord | undefined;
  do record = update(loop, last - state.step);
  while (record && state.step < last);
  return record;
}

/** One call of the backend: up to `count` updates of the epoch, and its end after the last one. */
function update(loop: TrainingLoop, count: number): StepRecord | undefined {
  const { setup, state } = loop;
  const { evaluator, backend } = setup;
  if (state.batch === 0 && !evaluator.isHeldOut) state.epochStart.set(backend.network.parameters);

  const position = schedulePosition(setup, state);
  const { attempted, done, losses, weights } = backend.update(state.epoch, state.batch, count, state.step, position);
  for (let i = 0; i < done; i++) {
    state.lossSum += losses[i] * weights[i];
    state.weightSum += weights[i];
  }
  state.step += done;
  state.batch += done;
  if (done < attempted) return undefined;
  const record = { step: state.step, epoch: state.epoch + 1, loss: losses[done - 1] };
  if (state.batch < backend.batchCount) return record;
  const epochRecord = endEpoch(loop);
  return epochRecord && { ...record, epochRecord };
}

function endEpoch(loop: TrainingLoop): EpochRecord | undefined {
  const { setup, state, history } = loop;
  const { evaluator } = setup;
  const { network, updater, predictMember } = setup.backend;
  const trainLoss = state.lossSum / state.weightSum;
  const validationLoss = evaluator.isHeldOut ? evaluator.loss(predictMember) : undefined;
  const monitored = validationLoss ?? trainLoss;
  const gradientNorm = euclideanNorm(network.gradients);
  resetEpoch(loop);
  // Gradients too large to measure are divergence, one step before the loss shows it. The loss may never show parameters
  // that are NaN, which a ReLU turns into 0, nor a broken optimizer state.
  const norms = [gradientNorm, euclideanNorm(network.parameters), euclideanNorm(updater.optimizerState)];
  if (![trainLoss, monitored, ...norms].every(Number.isFinite)) return undefined;
  state.epoch += 1;
  recordLoss(setup, state, monitored);
  updater.observe(monitored);

  const { epoch, step, lowest } = state;
  // Without held-out rows, nothing has evaluated the last update yet.
  if (epoch >= setup.spec.epochs) finish(loop, evaluator.isHeldOut || isFiniteModel(setup) ? "completed" : "diverged");
  else if (setup.isStopDue({ epoch, step, loss: monitored, bestEpoch: lowest?.epoch ?? epoch })) finish(loop, "early");
  const record = {
    epoch,
    loss: trainLoss,
    ...(validationLoss !== undefined && { validationLoss }),
    learningRate: updater.learningRate,
    gradientNorm,
  };
  history.push(record);
  return record;
}

/** The diverged epoch keeps its number, so a restart needs at least one more. */
function restartOrFinish(loop: TrainingLoop): void {
  const { setup, state } = loop;
  const { restarts = 0, epochs: total } = setup.spec;
  if (state.restarts >= restarts || state.epoch + 1 >= total) return finish(loop, "diverged");
  state.restarts += 1;
  state.epoch += 1;
  resetEpoch(loop);
  startFromNewWeights(loop);
}

/** Draws the initial weights, so that the next step can follow. Forgets everything learned before, except `best`. */
export function startFromNewWeights(loop: TrainingLoop): void {
  const { setup, state, history } = loop;
  const { evaluator } = setup;
  const { network, updater, predictMember } = setup.backend;
  setup.initParameters(network, state.restarts);
  updater.optimizerState.fill(0);
  state.startEpoch = state.epoch;
  state.startStep = state.step;
  state.lowest = undefined;
  history.clear();
  if (!evaluator.isHeldOut) return;
  // With a shortcut, the untrained network may turn out to be the best.
  const loss = evaluator.loss(predictMember);
  if (Number.isFinite(loss)) recordLoss(setup, state, loss);
}

function resetEpoch(loop: TrainingLoop): void {
  const { state } = loop;
  state.batch = 0;
  state.lossSum = state.weightSum = 0;
}

function finish(loop: TrainingLoop, reason: TrainingEnd["reason"]): void {
  const { state } = loop;
  state.end = { reason, epoch: state.epoch };
}
