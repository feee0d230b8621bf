/** Computes the updates of a training, in plain TypeScript or by an engine; the training loop sees no difference. */
import { createBatches, isShuffled, shuffledOrder, type Batch } from "./batches.ts";
import { createNetwork, parameterCount, predictMember, type Network } from "../network/network.ts";
import { createRandom } from "../random.ts";
import { createUpdater, optimizerStateLength, type Updater } from "./updater.ts";
import type { Engine, EngineSession } from "./engine.ts";
import type { PredictMember } from "../training/evaluator.ts";
import type { Kernels } from "../network/kernels.ts";
import type { Evaluation, Objective } from "./objective.ts";
import type { PreparedData } from "../data/prepare-data.ts";
import type { SchedulePosition } from "../schedules/index.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** What computes the updates; both may be left out. */
export interface BackendOptions {
  /** The matrix products, for trainings that no engine takes. Default: plain TypeScript. */
  readonly kernels?: Kernels;
  /** Computes whole updates, if it supports the training; see `Engine`. Default: none. */
  readonly engine?: Engine;
}

export interface UpdateBackend {
  readonly network: Network;
  readonly updater: Updater;
  /** Rows in a batch; the last of an epoch may be smaller. */
  readonly batchSize: number;
  /** Batches in an epoch. */
  readonly batchCount: number;
  /**
   * Up to `count` updates, with the batches of an epoch from number `index` on. An update whose batch has a loss that is
   * not finite is not performed, and ends the call.
   * @param epoch from 0.
   * @param step updates completed in the whole training, restarts included.
   * @param position of the first update.
   */
  update(epoch: number, index: number, count: number, step: number, position: SchedulePosition): UpdateResult;
  readonly predictMember: PredictMember;
  /** The engine's session, if one computes the updates: it can train many epochs in one call. */
  readonly session: EngineSession | undefined;
}

/** Measurements of the updates of one call: a view that the next call overwrites. */
export interface UpdateResult {
  /** Updates attempted, at least 1, and how many of these were performed. */
  readonly attempted: number;
  readonly done: number;
  /** For each attempted update: the loss of its batch before it, and that loss's weight in a mean over batches. */
  readonly losses: Float64Array;
  readonly weights: Float64Array;
}

/** Random stream for dropout; the initial weights use the bare seed, as the notebook does. */
const DROPOUT_STREAM = 3;

/** @throws RangeError when the spec's optimizer or schedule is unknown or has an invalid setting. */
export function createUpdateBackend(
  spec: TrainingSpec,
  objective: Objective,
  prepared: PreparedData,
  { kernels, engine }: BackendOptions,
): UpdateBackend {
  const { precision = "float64" } = spec;
  const { train, validation, folds } = prepared;
  const batchSize = Math.min(spec.batchSize ?? train.rows, train.rows);
  const session = engine?.({
    spec,
    train,
    batchSize,
    optimizerStateLength: optimizerStateLength(spec, parameterCount(spec.network)),
    ...(validation && { validation }),
    ...(folds && { folds }),
  });
  const network = createNetwork(spec.network, {
    precision,
    ...(kernels && { kernels }),
    ...(session && { parameters: session.parameters, gradients: session.gradients }),
  });
  const updater = createUpdater(spec, network, session?.optimizerState);
  return session
    ? engineBackend(session, spec, prepared, network, updater, batchSize)
    : plainBackend(spec, objective, prepared, network, updater, batchSize);
}

/** The reference, in plain TypeScript. It performs one update per call. */
function plainBackend(
  spec: TrainingSpec,
  objective: Objective,
  { train, validation, folds }: PreparedData,
  network: Network,
  updater: Updater,
  batchSize: number,
): UpdateBackend {
  const { seed = 0 } = spec;
  const batches = createBatches(train, batchSize, isShuffled({ spec, train, batchSize }) ? seed : undefined, folds);
  const shortcuts = network.members.flatMap(({ shortcut }) => shortcut ?? []);
  const hasDropout = network.layers.some(({ dropout }) => dropout > 0);
  const losses = new Float64Array(1);
  const weights = new Float64Array(1);

  /** Loss and gradients of a batch. Shortcuts are not trained, so their gradients become 0. */
  function evaluate(batch: Batch, step: number): Evaluation {
    // Dropout depends on the seed and the step alone, so a training can resume at any step.
    const random = hasDropout ? createRandom([seed, DROPOUT_STREAM, step]) : undefined;
    const evaluation = objective.evaluate(network, batch, random);
    for (const { dW, db } of shortcuts) {
      dW.fill(0);
      db.fill(0);
    }
    return evaluation;
  }

  return {
    network,
    updater,
    batchSize,
    batchCount: batches.count,
    update(epoch, index, _count, step, position) {
      const batch = batches.take(epoch, index);
      const { loss, weight } = evaluate(batch, step);
      losses[0] = loss;
      weights[0] = weight;
      if (!Number.isFinite(loss)) return { attempted: 1, done: 0, losses, weights };
      updater.update(position, () => evaluate(batch, step).objective);
      return { attempted: 1, done: 1, losses, weights };
    },
    predictMember: (member, part) =>
      predictMember(network, network.members[member], (part === "train" ? train : validation!).x),
    session: undefined,
  };
}

/** Leaves the updates to an engine, and gives it the order of the rows and the learning rates. */
function engineBackend(
  session: EngineSession,
  spec: TrainingSpec,
  { train }: PreparedData,
  network: Network,
  updater: Updater,
  batchSize: number,
): UpdateBackend {
  const batchCount = Math.ceil(train.rows / batchSize);
  const { seed = 0 } = spec;
  const needsOrder = isShuffled({ spec, train, batchSize });
  let orderedEpoch = -1;
  return {
    network,
    updater,
    batchSize,
    batchCount,
    update(epoch, index, count, _step, position) {
      if (needsOrder && epoch !== orderedEpoch) {
        session.order.set(shuffledOrder(train.rows, seed, epoch));
        orderedEpoch = epoch;
      }
      const { learningRates, losses, weights } = session;
      const attempted = Math.min(count, learningRates.length);
      updater.schedule(position, 0, learningRates, attempted);
      const done = session.steps(index, attempted, position.step, updater.settings);
      return { attempted, done, losses, weights };
    },
    predictMember: (member, part) => session.forward(member, part),
    session,
  };
}
