/** Who does the arithmetic of a training: this package, or an engine. The trainer cannot tell them apart. */
import { createBatches, isShuffled, shuffledOrder, type Batch } from "./batches.ts";
import { createNetwork, parameterCount, predictMember, type Network } from "../network/network.ts";
import { createRandom } from "../random.ts";
import { createUpdater, requiredMemory, type Updater } from "./updater.ts";
import type { Engine, EngineSession } from "./engine.ts";
import type { PredictMember } from "../training/evaluator.ts";
import type { Kernels } from "../network/kernels.ts";
import type { Objective } from "./objective.ts";
import type { PreparedData } from "../data/prepare-data.ts";
import type { SchedulePosition } from "../schedules/index.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";

/** Who does the arithmetic; all of it may be left out. */
export interface BackendOptions {
  /** What multiplies, where no engine does everything. Default: plain TypeScript. */
  readonly kernels?: Kernels;
  /** Does whole steps, if it can; see `Engine`. Default: none. */
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
   * Updates with the batches from number `index` of an epoch on, up to `count` of them; where the loss before one is not
   * finite, that one is not done, and none after it.
   * @param step updates done in the whole training, restarts included.
   * @param position of the first.
   */
  update(epoch: number, index: number, count: number, step: number, position: SchedulePosition): UpdateResult;
  readonly predictMember: PredictMember;
  /** For many whole epochs in one call; undefined where somebody must look after each. */
  readonly session: EngineSession | undefined;
}

/** What updates have measured; a view that the next ones overwrite. */
export interface UpdateResult {
  /** How many were tried, at least one, and how many done. */
  readonly attempted: number;
  readonly done: number;
  /** Of each that was tried the loss before it, and its weight in a mean over batches. */
  readonly losses: Float64Array;
  readonly weights: Float64Array;
}

/** Stream of chance for dropout; the first weights draw from the bare seed, as the notebook does. */
const DROPOUT_STREAM = 3;

export function createUpdateBackend(
  spec: TrainingSpec,
  objective: Objective,
  prepared: PreparedData,
  { kernels, engine }: BackendOptions,
  where: string,
): UpdateBackend {
  const { precision = "float64" } = spec;
  const { train, validation, folds } = prepared;
  const batchSize = Math.min(spec.batchSize ?? train.rows, train.rows);
  const memoryLength = requiredMemory(spec, parameterCount(spec.network), where);
  const program = engine?.({
    spec,
    train,
    batchSize,
    memoryLength,
    ...(validation && { validation }),
    ...(folds && { folds }),
  });
  const network = createNetwork(spec.network, {
    precision,
    ...(kernels && { kernels }),
    ...(program && { parameters: program.parameters, gradients: program.gradients }),
  });
  const updater = createUpdater(spec, network, where, program?.memory);
  return program
    ? engineBackend(program, spec, prepared, network, updater, batchSize)
    : plainBackend(spec, objective, prepared, network, updater, batchSize);
}

/** The reference: everything in this package. */
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

  /** Loss and gradients of a batch; the straight lines stay as they are. */
  function evaluate(batch: Batch, step: number) {
    // What is dropped depends on the seed and the step alone, so a training can go on anywhere.
    const chance = hasDropout ? createRandom([seed, DROPOUT_STREAM, step]) : undefined;
    const evaluation = objective.evaluate(network, batch, chance);
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

/** The same by an engine. */
function engineBackend(
  program: EngineSession,
  spec: TrainingSpec,
  { train }: PreparedData,
  network: Network,
  updater: Updater,
  batchSize: number,
): UpdateBackend {
  const batchCount = Math.ceil(train.rows / batchSize);
  const { seed = 0 } = spec;
  const hasOrders = isShuffled({ spec, train, batchSize });
  let ordered = -1;
  return {
    network,
    updater,
    batchSize,
    batchCount,
    update(epoch, index, count, _step, position) {
      if (hasOrders && epoch !== ordered) {
        program.order.set(shuffledOrder(train.rows, seed, epoch));
        ordered = epoch;
      }
      const { learningRates, losses, weights } = program;
      const tried = Math.min(count, learningRates.length);
      updater.schedule(position, 0, learningRates, tried);
      const done = program.steps(index, tried, position.step, updater.settings);
      return { attempted: tried, done, losses, weights };
    },
    predictMember: (member, part) => program.forward(member, part),
    session: program,
  };
}
