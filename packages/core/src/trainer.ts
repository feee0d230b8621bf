/**
 * The training loop, pulled one step at a time: the caller sets the pace. Pausing is not pulling, `break` stops.
 * Nothing here knows a clock, and all chance comes from the spec's seed: the same spec and data give the same bits.
 */
import { createBatches } from "./batches.ts";
import { chooseWithSettings, type Settings } from "./choice.ts";
import { createModel, type Model, type Scalers } from "./model.ts";
import { createNetwork, initialize, type Network } from "./network.ts";
import { createObjective, weightOf } from "./objective.ts";
import { createRandom, type Random } from "./random.ts";
import { applyScaler, fitScaler } from "./scaler.ts";
import { stoppingRules, type Progress, type StoppingRule, type StoppingSpec } from "./stopping/index.ts";
import { checkSpec, type TrainingSpec } from "./training-spec.ts";
import { createUpdater, lengthOf } from "./updater.ts";
import type { Dataset, TrainingData } from "./dataset.ts";
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
  /** The parameters with the lowest loss so far: on validation rows where there are any, else on the training rows. */
  readonly best: Best | undefined;
  /** Set once the training has ended. */
  readonly end: TrainingEnd | undefined;
  /** Does one update; undefined once the training has ended. */
  step(): StepRecord | undefined;
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
  initialize(network, createRandom(seed));

  const objective = createObjective(spec.loss, spec.penalty ?? {}, where);
  const updater = createUpdater(spec, network, where);
  const rules = (spec.stopping ?? []).map((rule) => createRule(rule, where));
  const scalers: Scalers = {
    inputs: fitScaler(spec.scaling?.inputs ?? "none", data.train.x, data.train.inputs),
    targets: fitScaler(spec.scaling?.targets ?? "none", data.train.y, data.train.outputs),
  };
  const train = scaled(data.train, scalers);
  const validation = data.validation && scaled(data.validation, scalers);
  const batches = createBatches(train, Math.min(batchSize, train.rows), seed);
  const trainWeight = weightOf(train);

  let epoch = 0;
  let stepCount = 0;
  let batchIndex = 0;
  let lossSum = 0;
  let best: Best | undefined;
  let end: TrainingEnd | undefined;
  const epochStart = new Float64Array(parameters.length);

  function step(): StepRecord | undefined {
    if (end) return undefined;
    if (batchIndex === 0 && !validation) epochStart.set(parameters);

    const batch = batches.take(epoch, batchIndex);
    const loss = objective.evaluate(network, batch, dropoutChance());
    if (!Number.isFinite(loss)) return finish("diverged");
    const position = { step: stepCount, steps: spec.epochs * batches.count, epoch, epochs: spec.epochs };
    updater.update(position, () => objective.descended(network, objective.evaluate(network, batch, dropoutChance())));

    stepCount += 1;
    batchIndex += 1;
    lossSum += loss * weightOf(batch);
    const record = { step: stepCount, epoch: epoch + 1, loss };
    if (batchIndex < batches.count) return record;
    const epochRecord = endEpoch();
    return epochRecord && { ...record, epochRecord };
  }

  /** What is dropped depends on the seed and the step alone, so a training can go on anywhere. */
  function dropoutChance(): Random | undefined {
    return hasDropout ? createRandom([seed, DROPOUT_STREAM, stepCount]) : undefined;
  }
  const hasDropout = network.layers.some(({ dropout }) => dropout > 0);

  function endEpoch(): EpochRecord | undefined {
    const trainLoss = lossSum / trainWeight;
    const validationLoss = validation && objective.loss(network, validation);
    const watched = validationLoss ?? trainLoss;
    const gradientNorm = lengthOf(gradients);
    batchIndex = 0;
    lossSum = 0;
    // A gradient too long to be measured is divergence too, one step before the loss shows it; and a loss may never show
    // parameters that are no longer numbers, of which a ReLU makes 0.
    if (![trainLoss, watched, gradientNorm, lengthOf(parameters)].every(Number.isFinite)) return finish("diverged");
    if (best === undefined || watched < best.loss) {
      // Without validation rows the loss describes the parameters that the epoch began with.
      best = validation
        ? { epoch: epoch + 1, loss: watched, parameters: parameters.slice() }
        : { epoch, loss: watched, parameters: epochStart.slice() };
    }
    epoch += 1;
    updater.observe(watched);
    // The epoch that reported the lowest loss: without validation rows, the one that began with the best parameters.
    const bestEpoch = validation ? best.epoch : best.epoch + 1;
    const progress: Progress = { epoch, step: stepCount, loss: watched, bestEpoch };
    if (epoch >= spec.epochs) finish("completed");
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
    const isUsable = end?.reason !== "diverged" && parameters.every(Number.isFinite);
    if (best && (validation || !isUsable)) return best;
    if (isUsable) return { epoch, parameters };
    const untrained = createNetwork(spec.network);
    initialize(untrained, createRandom(seed));
    return { epoch: 0, parameters: untrained.parameters };
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
        settings: { ...updater.settings },
        parameters: parameters.slice(),
        memory: updater.memory.slice(),
        ...(batchIndex > 0 && !validation && { epochStart: epochStart.slice() }),
        ...(best && { best: { ...best, parameters: best.parameters.slice() } }),
      };
    },

    restore(snapshot) {
      checkSnapshot(snapshot, parameters.length, updater.memory.length);
      ({ epoch, lossSum } = snapshot);
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
      return createModel(spec.network, learned().parameters, scalers, data.columns);
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
