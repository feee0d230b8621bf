/** Computes the updates of a training, in plain TypeScript or by an engine; the training loop sees no difference. */
import { createBatches, isShuffled, shuffledOrder, type Batch } from "./batches.ts";
import { createNetwork, predictMember, type Network } from "../network/network.ts";
import { parameterCount } from "../network/layer-sizes.ts";
import { createRandom, seedsOf } from "../random.ts";
import { rowsOfFold } from "../data/folds.ts";
import { takeRows, type Dataset } from "../data/dataset.ts";
import { createUpdater, optimizerStateLength, type Updater } from "./updater.ts";
import type { Engine, EngineSession } from "./engine.ts";
import type { PredictMember } from "../training/evaluator.ts";
import type { Kernels } from "../network/kernels.ts";
import { createObjective, type Evaluation } from "./objective.ts";
import type { PreparedData } from "../data/prepare-data.ts";
import type { SchedulePosition } from "../schedules/index.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** What computes the updates; both may be left out. */
export interface BackendOptions {
  /** The matrix products, for trainings that no engine takes. Default: plain TypeScript. */
  readonly kernels?: Kernels;
  /** Computes whole updates, if it supports the training; see `Engine`. Default: none. */
  readonly engine?: Engine;
  /** The matrix products of the trained model, in float64. Default: plain TypeScript. */
  readonly modelKernels?: Kernels | undefined;
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
  prepared: PreparedData,
  { kernels, engine }: BackendOptions,
): UpdateBackend {
  const { precision = "float64" } = spec;
  const { train } = prepared;
  const batchSize = Math.min(spec.batchSize ?? train.rows, train.rows);
  const session = engine?.({
    ...prepared,
    spec,
    batchSize,
    optimizerStateLength: optimizerStateLength(spec, parameterCount(spec.network)),
  });
  const { parameters, gradients } = session ?? {};
  const network = createNetwork(spec.network, { precision, kernels, parameters, gradients });
  const updater = createUpdater(spec, network, session?.optimizerState);
  const shuffleSeed = isShuffled({ spec, train, batchSize }) ? (spec.seed ?? 0) : undefined;
  return {
    network,
    updater,
    batchSize,
    batchCount: Math.ceil(train.rows / batchSize),
    session,
    ...(session
      ? engineBackend(session, prepared, updater, shuffleSeed)
      : plainBackend(network, spec, prepared, updater, batchSize, shuffleSeed)),
  };
}

type Computation = Pick<UpdateBackend, "update" | "predictMember">;

/** The reference, in plain TypeScript. It performs one update per call. */
function plainBackend(
  network: Network,
  spec: TrainingSpec,
  { train, validation, folds, secondFolds }: PreparedData,
  updater: Updater,
  batchSize: number,
  shuffleSeed: number | undefined,
): Computation {
  const objective = createObjective(spec.loss, spec.penalty ?? {}, "createTrainer");
  const takeBatch = createBatches(train, batchSize, shuffleSeed, { folds, secondFolds });
  const shortcuts = network.members.flatMap(({ shortcut }) => shortcut ?? []);
  const hasDropout = network.layers.some(({ dropout }) => dropout > 0);
  const foldRows: Dataset[] = [];
  const foldOf = (member: number) => (foldRows[member] ??= takeRows(train, rowsOfFold(folds!, member)));
  const losses = new Float64Array(1);
  const weights = new Float64Array(1);

  /** Loss and gradients of a batch. Shortcuts are not trained, so their gradients become 0. */
  function evaluate(batch: Batch, step: number): Evaluation {
    // Dropout depends on the seed and the step alone, so a training can resume at any step.
    const random = hasDropout ? createRandom([spec.seed ?? 0, DROPOUT_STREAM, ...seedsOf(step)]) : undefined;
    const evaluation = objective.evaluate(network, batch, random);
    for (const { dW, db } of shortcuts) {
      dW.fill(0);
      db.fill(0);
    }
    return evaluation;
  }

  return {
    update(epoch, index, _count, step, position) {
      const batch = takeBatch(epoch, index);
      const { loss, weight } = evaluate(batch, step);
      losses[0] = loss;
      weights[0] = weight;
      const done = Number.isFinite(loss) ? 1 : 0;
      if (done) updater.update(position, () => evaluate(batch, step).objective);
      return { attempted: 1, done, losses, weights };
    },
    predictMember(member, part) {
      const { x } = part === "fold" ? foldOf(member) : part === "train" ? train : validation!;
      return predictMember(network, network.members[member], x);
    },
  };
}

/** Leaves the updates to an engine, and gives it the order of the rows and the learning rates. */
function engineBackend(
  session: EngineSession,
  { train }: PreparedData,
  updater: Updater,
  shuffleSeed: number | undefined,
): Computation {
  let orderedEpoch = -1;
  return {
    update(epoch, index, count, _step, position) {
      if (shuffleSeed !== undefined && epoch !== orderedEpoch) {
        session.order.set(shuffledOrder(train.rows, shuffleSeed, epoch));
        orderedEpoch = epoch;
      }
      const { learningRates, losses, weights } = session;
      const attempted = Math.min(count, learningRates.length);
      updater.schedule(position, 0, learningRates, attempted);
      const done = session.steps(index, attempted, position.step, updater.settings);
      return { attempted, done, losses, weights };
    },
    predictMember: (member, part) => session.forward(member, part),
  };
}
