/** The training loop: updates become epochs, until the training ends. A diverged training restarts with new weights. */
import { euclideanNorm } from "../backend/updater.ts";
import { canBatchEpochs, trainEpochsInEngine } from "./engine-epochs.ts";
import { toEpochColumns, type EpochColumns } from "./epoch-columns.ts";
import { isFiniteModel } from "./model-selection.ts";
import { recordLoss, schedulePosition, type TrainerState } from "./trainer-state.ts";
import type { History } from "./history.ts";
import type { EpochRecord, StepRecord, TrainingEnd } from "./records.ts";
import type { TrainingSetup } from "./training-setup.ts";

/** Draws the initial weights, so that the first step can follow. Returns `step` and `advance` of `Trainer`. */
export function createTrainingLoop(setup: TrainingSetup, state: TrainerState, history: History) {
  const { evaluator } = setup;
  startFromNewWeights();

  function step(updates = 1): StepRecord | undefined {
    while (!state.end) {
      const record = runUpdates(updates);
      if (record) return record;
      restartOrFinish();
    }
    return undefined;
  }

  function advance(count: number): EpochColumns {
    const { session } = setup.backend;
    if (session && canBatchEpochs(setup, session) && state.batch === 0 && !state.end) {
      const columns = trainEpochsInEngine(setup, state, history, session, count);
      if (session.hasDiverged) restartOrFinish();
      else if (state.epoch >= setup.spec.epochs) finish(isFiniteModel(setup) ? "completed" : "diverged");
      return columns;
    }
    const records: EpochRecord[] = [];
    const first = state.epoch + 1;
    while (records.length < count && !state.end) {
      const record = runUpdates(Infinity);
      if (!record) {
        restartOrFinish();
        break;
      }
      records.push(record.epochRecord!);
    }
    return toEpochColumns(records, first);
  }

  /** Up to `count` updates, to the end of the epoch at most; returns the record of the last, or undefined after divergence. */
  function runUpdates(count: number): StepRecord | undefined {
    const last = state.step + Math.min(count, setup.backend.batchCount - state.batch);
    let record: StepRecord | undefined;
    do record = update(last - state.step);
    while (record && state.step < last);
    return record;
  }

  /** One call of the backend: up to `count` updates of the epoch, and its end after the last one. */
  function update(count: number): StepRecord | undefined {
    const { backend } = setup;
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
    const epochRecord = endEpoch();
    return epochRecord && { ...record, epochRecord };
  }

  function endEpoch(): EpochRecord | undefined {
    const { network, updater, predictMember } = setup.backend;
    const trainLoss = state.lossSum / state.weightSum;
    const validationLoss = evaluator.isHeldOut ? evaluator.loss(predictMember) : undefined;
    const monitored = validationLoss ?? trainLoss;
    const gradientNorm = euclideanNorm(network.gradients);
    resetEpoch();
    // Gradients too large to measure are divergence, one step before the loss shows it. The loss may never show parameters
    // that are NaN, which a ReLU turns into 0, nor a broken optimizer state.
    const norms = [gradientNorm, euclideanNorm(network.parameters), euclideanNorm(updater.optimizerState)];
    if (![trainLoss, monitored, ...norms].every(Number.isFinite)) return undefined;
    state.epoch += 1;
    recordLoss(setup, state, monitored);
    updater.observe(monitored);

    const { epoch, step, lowest } = state;
    // Without held-out rows, nothing has evaluated the last update yet.
    if (epoch >= setup.spec.epochs) finish(evaluator.isHeldOut || isFiniteModel(setup) ? "completed" : "diverged");
    else if (setup.isStopDue({ epoch, step, loss: monitored, bestEpoch: lowest?.epoch ?? epoch })) finish("early");
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
  function restartOrFinish(): void {
    const { restarts = 0, epochs: total } = setup.spec;
    if (state.restarts >= restarts || state.epoch + 1 >= total) return finish("diverged");
    state.restarts += 1;
    state.epoch += 1;
    resetEpoch();
    startFromNewWeights();
  }

  /** Forgets everything learned before, except `best`. */
  function startFromNewWeights(): void {
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

  function resetEpoch(): void {
    state.batch = 0;
    state.lossSum = state.weightSum = 0;
  }

  function finish(reason: TrainingEnd["reason"]): void {
    state.end = { reason, epoch: state.epoch };
  }

  return { step, advance };
}
