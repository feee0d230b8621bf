/**
 * The training loop, pulled one step at a time: the caller sets the pace. Pausing is not pulling, `break` stops.
 * Nothing here knows a clock, and all chance comes from the spec's seed: the same spec and data give the same bits.
 */
import { choose } from "./choice.ts";
import { copyRow, type Dataset, type TrainingData } from "./dataset.ts";
import { losses, type Loss, type LossName } from "./losses/index.ts";
import { createModel, type Model, type Scalers } from "./model.ts";
import {
  backward,
  createNetwork,
  forward,
  initialize,
  outputsOf,
  predictFlat,
  type Network,
  type NetworkSpec,
} from "./network.ts";
import { optimizers, type Optimizer, type OptimizerSpec } from "./optimizers/index.ts";
import { createRandom } from "./random.ts";
import { applyScaler, fitScaler, type ScalerName } from "./scaler.ts";
import { stoppingRules, type Progress, type StoppingRule, type StoppingSpec } from "./stopping/index.ts";
import type { Kernels } from "./kernels.ts";
import type { Best, Snapshot } from "./snapshot.ts";

/** A training as plain data: it survives JSON, a wire and a worker. */
export interface TrainingSpec {
  readonly network: NetworkSpec;
  readonly loss: LossName;
  readonly optimizer: OptimizerSpec;
  /** Rows used for one update. Default: all of them, in their order. Smaller batches are shuffled anew each epoch. */
  readonly batchSize?: number;
  /** Passes over the training rows, ≥ 1. */
  readonly epochs: number;
  /** From it come the first weights and every shuffle. An integer from 0 to 4294967295. Default 0. */
  readonly seed?: number;
  /** How columns are brought to a like size, learnt on the training rows only and undone in the model's predictions. Default `none`. */
  readonly scaling?: { readonly inputs?: ScalerName; readonly targets?: ScalerName };
  /** What may end the training before its last epoch. Default: nothing but divergence. */
  readonly stopping?: readonly StoppingSpec[];
}

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
  /** The optimizer's settings as they are now. */
  readonly settings: Readonly<Record<string, number>>;
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
  set(settings: Readonly<Record<string, number>>): void;
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

/** Stream of chance for shuffles; the first weights draw from the bare seed, as the notebook does. */
const SHUFFLE_STREAM = 1;

/**
 * A training that is ready for its first step.
 *
 * @param data rows to learn from and, at will, rows to be judged by.
 * @param options.kernels what multiplies. Default: plain TypeScript.
 * @throws RangeError when spec and data do not fit or make no sense; the message says where.
 */
export function createTrainer(spec: TrainingSpec, data: TrainingData, options: { kernels?: Kernels } = {}): Trainer {
  checkSpec(spec, data);
  const network = createNetwork(spec.network, options);
  const { parameters, gradients } = network;
  const seed = spec.seed ?? 0;
  initialize(network, createRandom(seed));

  const loss: Loss = choose(losses, spec.loss, "createTrainer", "loss");
  const { type, ...changed } = spec.optimizer;
  const optimizer = choose<Optimizer>(
    optimizers as unknown as Record<string, Optimizer>,
    type,
    "createTrainer",
    "optimizer",
  );
  const settings: Record<string, number> = { ...optimizer.defaults };
  const rules = (spec.stopping ?? []).map((rule) => createRule(rule));

  const scalers: Scalers = {
    inputs: fitScaler(spec.scaling?.inputs ?? "none", data.train.x, data.train.inputs),
    targets: fitScaler(spec.scaling?.targets ?? "none", data.train.y, data.train.outputs),
  };
  const train = scaled(data.train, scalers);
  const validation = data.validation && scaled(data.validation, scalers);

  const batchSize = Math.min(spec.batchSize ?? train.rows, train.rows);
  const batches = Math.ceil(train.rows / batchSize);
  const isFullBatch = batches === 1;
  const batchX = isFullBatch ? train.x : new Float64Array(batchSize * train.inputs);
  const batchY = isFullBatch ? train.y : new Float64Array(batchSize * train.outputs);

  let epoch = 0;
  let stepCount = 0;
  let batch = 0;
  let lossSum = 0;
  let order: { epoch: number; rows: Uint32Array } | undefined;
  let best: Best | undefined;
  let end: TrainingEnd | undefined;
  const memory = new Float64Array(optimizer.slots * parameters.length);
  const epochStart = new Float64Array(parameters.length);
  applySettings(changed as Record<string, number>, "createTrainer");

  function step(): StepRecord | undefined {
    if (end) return undefined;
    if (batch === 0 && !validation) epochStart.set(parameters);

    const { x, y, rows } = nextBatch();
    const outputs = forward(network, x, rows);
    const batchLoss = loss.value(outputs, y);
    if (!Number.isFinite(batchLoss)) return finish("diverged");
    backward(network, x, rows, (da, predicted) => loss.gradient(da, predicted, y));
    stepCount += 1;
    optimizer.update(parameters, gradients, memory, stepCount, settings);

    batch += 1;
    lossSum += batchLoss * rows;
    const record = { step: stepCount, epoch: epoch + 1, loss: batchLoss };
    if (batch < batches) return record;
    const epochRecord = endEpoch();
    return epochRecord && { ...record, epochRecord };
  }

  /** Views of the next rows; copied together only where the order is shuffled. */
  function nextBatch(): { x: Float64Array; y: Float64Array; rows: number } {
    if (isFullBatch) return { x: batchX, y: batchY, rows: train.rows };
    if (order?.epoch !== epoch) {
      order = { epoch, rows: createRandom([seed, SHUFFLE_STREAM, epoch]).permutation(train.rows) };
    }
    const first = batch * batchSize;
    const rows = Math.min(batchSize, train.rows - first);
    for (let i = 0; i < rows; i++) copyRow(batchX, batchY, i, train, order.rows[first + i]);
    return { x: batchX.subarray(0, rows * train.inputs), y: batchY.subarray(0, rows * train.outputs), rows };
  }

  function endEpoch(): EpochRecord | undefined {
    const trainLoss = lossSum / train.rows;
    const validationLoss = validation && loss.value(predictFlat(network, validation.x), validation.y);
    const watched = validationLoss ?? trainLoss;
    const gradientNorm = norm(gradients);
    batch = 0;
    lossSum = 0;
    // A gradient too long to be measured is divergence too, one step before the loss shows it; and a loss may never show
    // parameters that are no longer numbers, of which a ReLU makes 0.
    if (![trainLoss, watched, gradientNorm, norm(parameters)].every(Number.isFinite)) return finish("diverged");
    if (best === undefined || watched < best.loss) {
      // Without validation rows the loss describes the parameters that the epoch began with.
      best = validation
        ? { epoch: epoch + 1, loss: watched, parameters: parameters.slice() }
        : { epoch, loss: watched, parameters: epochStart.slice() };
    }
    epoch += 1;
    // The epoch that reported the lowest loss: without validation rows, the one that began with the best parameters.
    const bestEpoch = validation ? best.epoch : best.epoch + 1;
    const progress: Progress = { epoch, step: stepCount, loss: watched, bestEpoch };
    if (epoch >= spec.epochs) finish("completed");
    else if (rules.some((isReached) => isReached(progress))) finish("early");
    return {
      epoch,
      loss: trainLoss,
      ...(validationLoss !== undefined && { validationLoss }),
      learningRate: settings.learningRate,
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

  function applySettings(wanted: Readonly<Record<string, number>>, where: string): void {
    for (const [name, value] of Object.entries(wanted)) {
      choose(optimizer.defaults, name, where, `setting of ${type}`);
      if (!(value >= 0 && value < Infinity)) {
        throw new RangeError(`${where}: expected ${name} to be a number ≥ 0, got ${value}`);
      }
    }
    Object.assign(settings, wanted);
  }

  return {
    spec,
    network,
    scalers,
    settings,
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
      applySettings(wanted, "trainer.set");
    },

    snapshot() {
      return {
        version: 1,
        epoch,
        step: stepCount,
        batch,
        lossSum,
        settings: { ...settings },
        parameters: parameters.slice(),
        memory: memory.slice(),
        ...(batch > 0 && !validation && { epochStart: epochStart.slice() }),
        ...(best && { best: { ...best, parameters: best.parameters.slice() } }),
      };
    },

    restore(snapshot) {
      checkSnapshot(snapshot, parameters.length, memory.length);
      ({ epoch, batch, lossSum } = snapshot);
      stepCount = snapshot.step;
      Object.assign(settings, snapshot.settings);
      parameters.set(snapshot.parameters);
      memory.set(snapshot.memory);
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

/** Trains to the end and returns what was learned: the shortest way from rows to a model. */
export function fit(spec: TrainingSpec, data: TrainingData, options: { kernels?: Kernels } = {}): Model {
  const trainer = createTrainer(spec, data, options);
  while (trainer.step());
  return trainer.model();
}

function scaled(dataset: Dataset, scalers: Scalers): Dataset {
  return { ...dataset, x: applyScaler(scalers.inputs, dataset.x), y: applyScaler(scalers.targets, dataset.y) };
}

function norm(vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i] * vector[i];
  return Math.sqrt(sum);
}

function createRule({ type, ...settings }: StoppingSpec): (progress: Progress) => boolean {
  const rules = stoppingRules as unknown as Record<string, StoppingRule>;
  const rule = choose(rules, type, "createTrainer", "stopping rule");
  for (const [name, value] of Object.entries(settings)) {
    choose(rule.defaults, name, "createTrainer", `setting of ${type}`);
    if (!Number.isFinite(value))
      throw new RangeError(`createTrainer: expected ${name} of ${type} to be a number, got ${value}`);
  }
  const complete = { ...rule.defaults, ...settings };
  return (progress) => rule.isReached(progress, complete);
}

function checkSpec(spec: TrainingSpec, { train, validation }: TrainingData): void {
  const where = "createTrainer";
  if (!Number.isInteger(spec.epochs) || spec.epochs < 1) {
    throw new RangeError(`${where}: expected epochs to be an integer ≥ 1, got ${spec.epochs}`);
  }
  if (spec.batchSize !== undefined && !(Number.isInteger(spec.batchSize) && spec.batchSize >= 1)) {
    throw new RangeError(`${where}: expected batchSize to be an integer ≥ 1, got ${spec.batchSize}`);
  }
  for (const [name, dataset] of Object.entries({ train, validation })) {
    if (!dataset) continue;
    if (dataset.rows < 1) throw new RangeError(`${where}: expected at least 1 row in ${name}, got 0`);
    if (dataset.inputs !== spec.network.inputs) {
      throw new RangeError(
        `${where}: expected ${spec.network.inputs} inputs in ${name}, as the network has, got ${dataset.inputs}`,
      );
    }
    const outputs = spec.network.layers.length > 0 ? outputsOf(spec.network) : dataset.outputs;
    if (dataset.outputs !== outputs) {
      throw new RangeError(
        `${where}: expected ${outputs} outputs in ${name}, as the network has, got ${dataset.outputs}`,
      );
    }
  }
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
