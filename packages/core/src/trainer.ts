/**
 * The training loop, pulled one step at a time: the caller sets the pace. Pausing is not pulling, `break` stops.
 * Nothing here knows a clock, and all chance comes from the spec's seed: the same spec and data give the same bits.
 */
import { createBatches, type Batch } from "./batches.ts";
import { chooseWithSettings, type Settings } from "./choice.ts";
import { dealFolds, predictOutOfFold } from "./folds.ts";
import { fitLine } from "./least-squares.ts";
import { createModel, unscaledTargets, type Model, type Scalers } from "./model.ts";
import { createNetwork, initialize, predictFlat, type Network } from "./network.ts";
import { createObjective, type Evaluation } from "./objective.ts";
import { createRandom, type Random } from "./random.ts";
import { applyScaler, fitScaler } from "./scaler.ts";
import { stoppingRules, type Progress, type StoppingRule, type StoppingSpec } from "./stopping/index.ts";
import { checkSpec, type TrainingSpec } from "./training-spec.ts";
import { createUpdater, lengthOf } from "./updater.ts";
import { joinRows, type Dataset, type TrainingData } from "./dataset.ts";
import type { Kernels } from "./kernels.ts";
import type { Best, Snapshot } from "./snapshot.ts";

/** One update. */
export interface StepRecord {
  /** Counts updates from 1. */
  readonly step: number;
  /** The epoch the update belongs to, from 1. */
  readonly epoch: number;
  /** The loss of its batch before the update. */
  readonly loss: number;
  /** Where this update was the last of its epoch. */
  readonly epochRecord?: EpochRecord;
}

/** One pass over the training rows. Losses are in the scaled unit where the spec scales targets. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean over the epoch's rows, each batch measured before its update; with the full batch, the loss of the network as the epoch began. */
  readonly loss: number;
  /** Of the network as the epoch ended; where there are validation rows. */
  readonly validationLoss?: number;
  /** Of the epoch's last update. */
  readonly learningRate: number;
  /** Euclidean norm of the gradients of the epoch's last batch. */
  readonly gradientNorm: number;
}

/**
 * Why a training has ended: all epochs are done, a stop rule was reached, or the loss, gradients or parameters were no
 * longer finite numbers.
 */
export interface TrainingEnd {
  readonly reason: "completed" | "early" | "diverged";
  /** Epochs completed. */
  readonly epoch: number;
}

export interface Trainer {
  readonly spec: TrainingSpec;
  /** The network as it is now; it changes with every step. */
  readonly network: Network;
  readonly scalers: Scalers;
  /** Epochs completed; 0 for the untrained network. */
  readonly epoch: number;
  /** Updates done. */
  readonly stepCount: number;
  /** The optimizer's settings as they are now; the learning rate is before the schedule. */
  readonly settings: Settings;
  /** The parameters with the lowest loss so far, the untrained among them: on validation rows where there are any, else on the training rows. */
  readonly best: Best | undefined;
  /** Set once the training has ended. */
  readonly end: TrainingEnd | undefined;
  /** Does one update; undefined once the training has ended. */
  step(): StepRecord | undefined;
  /**
   * What the network as it is now says of the rows that judge it, unscaled, `[rows, targets]`: the validation rows; with
   * folds, each training row by the member that has not seen it; else the training rows.
   */
  judge(): { readonly rows: Dataset; readonly predicted: Float64Array };
  /** Every update from here to the end. */
  steps(): Generator<StepRecord, void>;
  /** Every epoch from here to the end. A diverged epoch is not among them. */
  epochs(): Generator<EpochRecord, void>;
  /**
   * Changes settings of the optimizer from the next step on: `set({ learningRate: 0.001 })`.
   * @throws RangeError for a setting the optimizer does not have, or a value that is not a number ≥ 0; nothing is changed then.
   */
  set(settings: Settings): void;
  /** The whole state, copied. */
  snapshot(): Snapshot;
  /**
   * Goes on from a snapshot of a training with the same spec and data; the end is undone.
   * @throws RangeError when it does not fit the network or is of an unknown version.
   */
  restore(snapshot: Snapshot): void;
  /**
   * What has been learned: the best parameters where validation rows chose them or the training diverged, else those of
   * now. When not even the first epoch went well, the untrained: a model's parameters are always finite.
   */
  model(): Model;
  /** Epochs completed when the network was what `model` holds. */
  readonly modelEpoch: number;
}

/** Stream of chance for dropout; the first weights draw from the bare seed, as the notebook does. */
const DROPOUT_STREAM = 3;

/**
 * A training that is ready for its first step.
 *
 * @param data rows to learn from and, at will, rows to be judged by.
 * @param options.kernels what multiplies. Default: plain TypeScript.
 * @throws RangeError when spec and data do not fit or make no sense; the message says where.
 */
export function createTrainer(spec: TrainingSpec, data: TrainingData, options: { kernels?: Kernels } = {}): Trainer {
  const where = "createTrainer";
  checkSpec(spec, data);
  const { seed = 0, batchSize = data.train.rows } = spec;
  const network = createNetwork(spec.network, options);
  const { parameters, gradients } = network;

  const objective = createObjective(spec.loss, spec.penalty ?? {}, where);
  const updater = createUpdater(spec, network, where);
  const rules = (spec.stopping ?? []).map((rule) => createRule(rule, where));
  const scalers: Scalers = {
    inputs: fitScaler(spec.scaling?.inputs ?? "none", data.train.x, data.train.inputs),
    targets: fitScaler(spec.scaling?.targets ?? "none", data.train.y, data.train.outputs),
  };
  const train = scaled(data.train, scalers);
  const validation = data.validation && scaled(data.validation, scalers);
  const folds = spec.folds ? dealFolds(train.rows, network.members.length, seed) : undefined;
  const batches = createBatches(train, Math.min(batchSize, train.rows), seed, folds);
  /** Rows of the data that choose the best parameters and tell how far predictions err, if there are such rows. */
  const judging = data.validation ?? (folds && data.train);
  const judgingScaled = validation ?? train;

  initialize(network, createRandom(seed));
  const shortcuts = network.members.flatMap(({ shortcut }) => shortcut ?? []);
  if (shortcuts.length > 0) {
    const { W, b } = fitLine(validation ? joinRows(train, validation) : train);
    for (const shortcut of shortcuts) {
      shortcut.W.set(W);
      shortcut.b.set(b);
    }
  }
  const untrained = parameters.slice();

  let epoch = 0;
  let stepCount = 0;
  let batchIndex = 0;
  let lossSum = 0;
  let weightSum = 0;
  let best: Best | undefined;
  let end: TrainingEnd | undefined;
  const epochStart = new Float64Array(parameters.length);

  if (judging) {
    // Where there is a shortcut, the untrained network may be the best there is.
    const loss = objective.loss(predictJudging(network), judgingScaled);
    if (Number.isFinite(loss)) best = { epoch: 0, loss, parameters: untrained };
  }

  function step(): StepRecord | undefined {
    if (end) return undefined;
    if (batchIndex === 0 && !judging) epochStart.set(parameters);

    const batch = batches.take(epoch, batchIndex);
    const { loss, weight } = evaluate(batch);
    if (!Number.isFinite(loss)) return finish("diverged");
    const position = { step: stepCount, steps: spec.epochs * batches.count, epoch, epochs: spec.epochs };
    updater.update(position, () => evaluate(batch).descended);

    stepCount += 1;
    batchIndex += 1;
    lossSum += loss * weight;
    weightSum += weight;
    const record = { step: stepCount, epoch: epoch + 1, loss };
    if (batchIndex < batches.count) return record;
    const epochRecord = endEpoch();
    return epochRecord && { ...record, epochRecord };
  }

  /** Loss and gradients of a batch; the straight lines stay as they are. */
  function evaluate(batch: Batch): Evaluation {
    const evaluation = objective.evaluate(network, batch, dropoutChance());
    for (const { dW, db } of shortcuts) {
      dW.fill(0);
      db.fill(0);
    }
    return evaluation;
  }

  /** What is dropped depends on the seed and the step alone, so a training can go on anywhere. */
  function dropoutChance(): Random | undefined {
    return hasDropout ? createRandom([seed, DROPOUT_STREAM, stepCount]) : undefined;
  }
  const hasDropout = network.layers.some(({ dropout }) => dropout > 0);

  function endEpoch(): EpochRecord | undefined {
    const trainLoss = lossSum / weightSum;
    const validationLoss = judging && objective.loss(predictJudging(network), judgingScaled);
    const watched = validationLoss ?? trainLoss;
    const gradientNorm = lengthOf(gradients);
    batchIndex = 0;
    lossSum = weightSum = 0;
    // A gradient too long to be measured is divergence too, one step before the loss shows it; and a loss may never show
    // parameters that are no longer numbers, of which a ReLU makes 0, nor what the optimizer remembers.
    const sizes = [trainLoss, watched, gradientNorm, lengthOf(parameters), lengthOf(updater.memory)];
    if (!sizes.every(Number.isFinite)) return finish("diverged");
    if (best === undefined || watched < best.loss) {
      // Without validation rows the loss describes the parameters that the epoch began with.
      best = judging
        ? { epoch: epoch + 1, loss: watched, parameters: parameters.slice() }
        : { epoch, loss: watched, parameters: epochStart.slice() };
    }
    epoch += 1;
    updater.observe(watched);
    // The epoch that reported the lowest loss: without validation rows, the one that began with the best parameters.
    const bestEpoch = judging ? best.epoch : best.epoch + 1;
    const progress: Progress = { epoch, step: stepCount, loss: watched, bestEpoch };
    // Without rows that judge, nobody has looked at the last update yet.
    if (epoch >= spec.epochs) finish(judging || isSound() ? "completed" : "diverged");
    else if (rules.some((isReached) => isReached(progress))) finish("early");
    return {
      epoch,
      loss: trainLoss,
      ...(validationLoss !== undefined && { validationLoss }),
      learningRate: updater.learningRate,
      gradientNorm,
    };
  }

  /** The parameters that are worth keeping, and after how many epochs they were these. */
  function learned(): { epoch: number; parameters: Float64Array } {
    const isKept = end?.reason !== "diverged" && isSound();
    if (best && (judging || !isKept)) return best;
    return isKept ? { epoch, parameters } : { epoch: 0, parameters: untrained };
  }

  /** Whether the network as it is now says finite numbers. */
  function isSound(): boolean {
    return parameters.every(Number.isFinite) && Number.isFinite(objective.loss(predictFlat(network, train.x), train));
  }

  /** What is said, scaled, of the rows that judge: by the ensemble, or of each fold by the member that has not seen it. */
  function predictJudging(by: Network): Float64Array {
    return folds ? predictOutOfFold(by, train.x, folds) : predictFlat(by, judgingScaled.x);
  }

  /** How far the predictions of `by` are off on the rows that judge, in the targets' own units: a list for each output. */
  function residuals(by: Network): number[][] | undefined {
    if (!judging) return undefined;
    const predicted = unscaledTargets(predictJudging(by), spec.network, scalers.targets);
    return Array.from({ length: judging.outputs }, (_, j) =>
      Array.from({ length: judging.rows }, (__, i) => {
        const k = i * judging.outputs + j;
        return Math.abs(predicted[k] - judging.y[k]);
      }).toSorted((a, b) => a - b),
    );
  }

  function finish(reason: TrainingEnd["reason"]): undefined {
    end = { reason, epoch };
  }

  return {
    spec,
    network,
    scalers,
    settings: updater.settings,
    get epoch() {
      return epoch;
    },
    get stepCount() {
      return stepCount;
    },
    get best() {
      return best;
    },
    get end() {
      return end;
    },

    step,

    judge() {
      const predicted = predictJudging(network);
      return { rows: judging ?? data.train, predicted: unscaledTargets(predicted, spec.network, scalers.targets) };
    },

    *steps() {
      for (let record = step(); record; record = step()) yield record;
    },

    *epochs() {
      for (let record = step(); record; record = step()) if (record.epochRecord) yield record.epochRecord;
    },

    set(wanted) {
      updater.set(wanted, "trainer.set");
    },

    snapshot() {
      return {
        version: 1,
        epoch,
        step: stepCount,
        batch: batchIndex,
        lossSum,
        weightSum,
        settings: { ...updater.settings },
        parameters: parameters.slice(),
        memory: updater.memory.slice(),
        ...(batchIndex > 0 && !judging && { epochStart: epochStart.slice() }),
        ...(best && { best: { ...best, parameters: best.parameters.slice() } }),
      };
    },

    restore(snapshot) {
      checkSnapshot(snapshot, parameters.length, updater.memory.length);
      ({ epoch, lossSum, weightSum } = snapshot);
      stepCount = snapshot.step;
      batchIndex = snapshot.batch;
      updater.set(snapshot.settings, "trainer.restore");
      parameters.set(snapshot.parameters);
      updater.memory.set(snapshot.memory);
      if (snapshot.epochStart) epochStart.set(snapshot.epochStart);
      best = snapshot.best && { ...snapshot.best, parameters: snapshot.best.parameters.slice() };
      end = undefined;
      if (epoch >= spec.epochs) finish("completed");
    },

    get modelEpoch() {
      return learned().epoch;
    },

    model() {
      const kept = createNetwork(spec.network, options);
      kept.parameters.set(learned().parameters);
      const errors = residuals(kept);
      const { columns } = data;
      return createModel(spec.network, kept.parameters, scalers, {
        ...(columns && { columns }),
        ...(errors && { residuals: errors }),
      });
    },
  };
}

function scaled(dataset: Dataset, scalers: Scalers): Dataset {
  return { ...dataset, x: applyScaler(scalers.inputs, dataset.x), y: applyScaler(scalers.targets, dataset.y) };
}

function createRule(spec: StoppingSpec, where: string): (progress: Progress) => boolean {
  const record = stoppingRules as unknown as Readonly<Record<string, StoppingRule>>;
  const { entry, settings } = chooseWithSettings(record, spec, where, "stopping rule", -Infinity);
  return (progress) => entry.isReached(progress, settings);
}

function checkSnapshot(snapshot: Snapshot, parameters: number, memory: number): void {
  if (snapshot.version !== 1)
    throw new RangeError(`trainer.restore: expected a snapshot of version 1, got ${String(snapshot.version)}`);
  if (snapshot.parameters.length !== parameters || snapshot.memory.length !== memory) {
    throw new RangeError(
      `trainer.restore: expected ${parameters} parameters and ${memory} numbers of memory, ` +
        `got ${snapshot.parameters.length} and ${snapshot.memory.length}: is it of another spec?`,
    );
  }
}
