/**
 * The training loop, pulled one step at a time: the caller sets the pace. Pausing is not pulling, `break` stops.
 * Nothing here knows a clock, and all chance comes from the spec's seed: the same spec and data give the same bits.
 */
import { createBestTracker } from "./best-tracker.ts";
import { checkTrainingSpec } from "../spec/check-training-spec.ts";
import { createParameterInitializer } from "../network/init-parameters.ts";
import { createHistory, type History } from "./history.ts";
import { createEvaluator, type PredictMember } from "./evaluator.ts";
import { createModel, type Model, type Scalers } from "../model/model.ts";
import { averageMembers, type Network } from "../network/network.ts";
import { createObjective } from "../backend/objective.ts";
import { prepareData } from "../data/prepare-data.ts";
import { createStopCondition } from "./stop-condition.ts";
import { outputTransformOf, type TrainingSpec } from "../spec/training-spec.ts";
import { tuningChanges, checkTrainingSettings, tuneSpec, type Tuning } from "../spec/tuning.ts";
import { euclideanNorm } from "../backend/updater.ts";
import { createUpdateBackend, type BackendOptions } from "../backend/update-backend.ts";
import { toEpochColumns, type EpochColumns } from "./epoch-columns.ts";
import type { Settings } from "../spec/registry.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
import type { EngineSession } from "../backend/engine.ts";
import type { EpochRecord, StepRecord, TrainingEnd } from "./records.ts";
import type { SchedulePosition } from "../schedules/index.ts";
import type { BestParameters, LowestLoss, Snapshot } from "./snapshot.ts";
import { createVector, precisionOf } from "../vector.ts";

/** A training, pulled step by step: pausing is not pulling. */
export interface Trainer {
  /** What it was made with, and the numbers of it that have been changed since: see `set`. */
  readonly spec: TrainingSpec;
  /** What it was given. */
  readonly data: TrainingData;
  /** The network as it is now; it changes with every step. */
  readonly network: Network;
  /** Between the units of the data and those the network sees: learnt on the training rows. */
  readonly scalers: Scalers;
  /** Epochs completed; 0 for the untrained network. Those that diverged and were followed by a restart are counted too. */
  readonly epoch: number;
  /** Updates done. */
  readonly stepCount: number;
  /** How often it has diverged and begun again with other first weights; at most `spec.restarts`. */
  readonly restarts: number;
  /** Epochs completed when the network of now had its first weights: 0, or the number of the epoch that diverged last. */
  readonly startEpoch: number;
  /** The optimizer's settings as they are now, the learning rate before the schedule; and what else has been changed of the spec. */
  readonly settings: Settings;
  /** The parameters with the lowest loss so far, the untrained among them, copied: on validation rows where there are any, else on the training rows. */
  readonly best: BestParameters | undefined;
  /** Set once the training has ended. */
  readonly end: TrainingEnd | undefined;
  /** The epochs since the weights of now were first drawn, as far as this trainer has seen them. */
  readonly history: History;
  /**
   * Does one update, or up to so many of an epoch in one call, and tells the last; the first with other weights where the one
   * before has diverged; undefined once the training has ended.
   * @param updates default 1.
   */
  step(updates?: number): StepRecord | undefined;
  /**
   * What the network as it is now says of the rows that judge it, unscaled, `[rows, targets]`: the validation rows; with
   * folds, each training row by the member that has not seen it; else the training rows.
   */
  evaluate(): { readonly rows: Dataset; readonly predicted: Float64Array };
  /**
   * Trains up to so many epochs and tells them in columns, which an engine can do in one go: the quickest way. The epoch
   * that has begun is finished first. Fewer, also none, where the training has ended or begun again.
   */
  advance(epochs: number): EpochColumns;
  /** Every update from here to the end. */
  steps(): Generator<StepRecord, void>;
  /** Every epoch from here to the end. A diverged epoch is not among them. */
  epochs(): Generator<EpochRecord, void>;
  /**
   * Changes settings of the optimizer from the next step on, restarts included: `set({ learningRate: 0.001 })`; and numbers of
   * the spec: the penalty's `l1` and `l2`, `batchSize` (between two epochs only), `epochs` (beyond those that are done; a
   * training that had completed goes on), `patience` of the stop rule, 0 for none.
   * @throws RangeError for a setting that there is not, or a number out of its range; nothing is changed then.
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
   * What has been learned: the best parameters where validation rows chose them or the training diverged, whatever
   * restarts lie between; else those of now. When not even the first epoch went well, the untrained: a model's parameters
   * are always finite.
   */
  model(): Model;
  /** Epochs completed when the network was what `model` holds. */
  readonly modelEpoch: number;
}

/**
 * A training that is ready for its first step.
 *
 * @param data rows to learn from and, at will, rows to be judged by.
 * @param options who does the arithmetic. Default: plain TypeScript.
 * @throws RangeError when spec and data do not fit or make no sense; the message says where.
 */
export function createTrainer(spec: TrainingSpec, data: TrainingData, options: BackendOptions = {}): Trainer {
  const where = "createTrainer";
  checkTrainingSpec(spec, data);
  const objective = createObjective(spec.loss, spec.penalty ?? {}, where);
  const prepared = prepareData(spec, data);
  const { scalers, train } = prepared;
  const judge = createEvaluator(spec, objective, prepared, data);
  /** What of the spec has been changed, and what follows from it. */
  let tuning: Tuning = {};
  let now = spec;
  let isStopDue = createStopCondition(now.stopping ?? [], where);
  let work = createUpdateBackend(now, objective, prepared, options, where);
  let { network, updater, predictMember } = work;
  let { parameters, gradients } = network;
  let setFirstWeights = createParameterInitializer(network, spec.seed ?? 0, prepared);

  let epoch = 0;
  let stepCount = 0;
  /** Of the epoch that has begun: batches done, and what they have measured. */
  let batchIndex = 0;
  let lossSum = 0;
  let weightSum = 0;
  const epochStart = createVector(parameters.length, precisionOf(parameters));
  /** How often weights were drawn anew, and when they were last. */
  let restarts = 0;
  let startEpoch = 0;
  let startStep = 0;
  /** The lowest watched loss since then, for stop rules; and that of all, with its parameters. */
  let lowest: LowestLoss | undefined;
  const best = createBestTracker(parameters.length);
  let end: TrainingEnd | undefined;
  const history = createHistory();

  /** Whether an engine may do many epochs before anybody looks: nothing that an epoch tells changes the next. */
  function canLeaveBooks(): boolean {
    const { session: program, batchCount } = work;
    const isWatched = judge.isHeldOut || updater.isLossDriven || (now.stopping ?? []).length > 0;
    return program?.isMultithreaded === false && batchCount === 1 && !isWatched;
  }

  begin();
  const untrained = new Float64Array(parameters);

  /** Draws weights, the first or others. What was learned before is forgotten, but for `best`. */
  function begin(): void {
    setFirstWeights(restarts);
    updater.memory.fill(0);
    startEpoch = epoch;
    startStep = stepCount;
    lowest = undefined;
    history.clear();
    if (!judge.isHeldOut) return;
    // Where there is a shortcut, the untrained network may be the best there is.
    const loss = judge.loss(predictMember);
    if (Number.isFinite(loss)) watch(loss);
  }

  function step(updates = 1): StepRecord | undefined {
    while (!end) {
      const last = stepCount + Math.min(updates, work.batchCount - batchIndex);
      let record = update(last - stepCount);
      while (record && stepCount < last) record = update(last - stepCount);
      if (record) return record;
      restartOrFinish();
    }
    return undefined;
  }

  function advance(count: number): EpochColumns {
    if (canLeaveBooks() && batchIndex === 0 && !end) return advanceByProgram(work.session!, count);
    const records: EpochRecord[] = [];
    const first = epoch + 1;
    while (records.length < count && !end) {
      const record = update(work.batchCount - batchIndex);
      if (record?.epochRecord) records.push(record.epochRecord);
      if (record) continue;
      restartOrFinish();
      break;
    }
    return toEpochColumns(records, first);
  }

  /** Many whole epochs in one call; what `endEpoch` would have noted is noted afterwards. */
  function advanceByProgram(program: EngineSession, count: number): EpochColumns {
    const asked = Math.min(count, now.epochs - epoch, program.learningRates.length);
    const before = position();
    updater.schedule(before, 1, program.learningRates, asked);
    const done = program.epochs(asked, before.step, updater.settings, best.current?.loss ?? Infinity);
    const { losses, weights, bestIndex } = program;
    const loss = new Float64Array(done);
    // The mean over the one batch of an epoch: the detour over its sum may change the last bit.
    for (let i = 0; i < done; i++) loss[i] = (losses[i] * weights[i]) / weights[i];
    const columns = {
      epoch: epoch + 1,
      loss,
      learningRate: program.learningRates.slice(0, done),
      gradientNorm: program.gradientNorms.slice(0, done),
    };
    if (bestIndex >= 0) best.update(epoch + bestIndex, loss[bestIndex], program.bestParameters);
    history.pushColumns(columns);
    // As `watch` does, but without an object for each loss that is lower, which took a small network 6 % of its time.
    let lowestAt = -1;
    for (let i = 0; i < done; i++)
      if (loss[i] < (lowestAt < 0 ? (lowest?.loss ?? Infinity) : loss[lowestAt])) lowestAt = i;
    if (lowestAt >= 0) lowest = { epoch: epoch + lowestAt + 1, loss: loss[lowestAt] };
    epoch += done;
    stepCount += done;
    if (program.hasDiverged) {
      if (Number.isFinite(losses[done])) stepCount += 1;
      restartOrFinish();
    } else if (epoch >= now.epochs) finish(isSound() ? "completed" : "diverged");
    return columns;
  }

  /** Up to `count` updates of an epoch, and what the last of them says; undefined where it, or the epoch that it ended, has diverged. */
  function update(count: number): StepRecord | undefined {
    if (batchIndex === 0 && !judge.isHeldOut) epochStart.set(parameters);

    const { attempted: tried, done, losses, weights } = work.update(epoch, batchIndex, count, stepCount, position());
    for (let i = 0; i < done; i++) {
      lossSum += losses[i] * weights[i];
      weightSum += weights[i];
    }
    stepCount += done;
    batchIndex += done;
    if (done < tried) return undefined;
    const record = { step: stepCount, epoch: epoch + 1, loss: losses[done - 1] };
    if (batchIndex < work.batchCount) return record;
    const epochRecord = endEpoch();
    return epochRecord && { ...record, epochRecord };
  }

  function restartOrFinish(): void {
    // The epoch that diverged keeps its number, so another must be left.
    if (restarts < (spec.restarts ?? 0) && epoch + 1 < now.epochs) restart();
    else finish("diverged");
  }

  function restart(): void {
    restarts += 1;
    epoch += 1;
    batchIndex = 0;
    lossSum = weightSum = 0;
    begin();
  }

  /** Schedules and optimizers begin anew with the weights, and have the epochs that are left. */
  function position(): SchedulePosition {
    const epochs = now.epochs - startEpoch;
    return { step: stepCount - startStep, steps: epochs * work.batchCount, epoch: epoch - startEpoch, epochs };
  }

  function endEpoch(): EpochRecord | undefined {
    const trainLoss = lossSum / weightSum;
    const validationLoss = judge.isHeldOut ? judge.loss(predictMember) : undefined;
    const watched = validationLoss ?? trainLoss;
    const gradientNorm = euclideanNorm(gradients);
    batchIndex = 0;
    lossSum = weightSum = 0;
    // A gradient too long to be measured is divergence too, one step before the loss shows it; and a loss may never show
    // parameters that are no longer numbers, of which a ReLU makes 0, nor what the optimizer remembers.
    const sizes = [trainLoss, watched, gradientNorm, euclideanNorm(parameters), euclideanNorm(updater.memory)];
    if (!sizes.every(Number.isFinite)) return undefined;
    epoch += 1;
    watch(watched);
    updater.observe(watched);
    const progress = { epoch, step: stepCount, loss: watched, bestEpoch: lowest?.epoch ?? epoch };
    // Without rows that judge, nobody has looked at the last update yet.
    if (epoch >= now.epochs) finish(judge.isHeldOut || isSound() ? "completed" : "diverged");
    else if (isStopDue(progress)) finish("early");
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

  /** Takes note of a loss that the end of an epoch has told, and keeps what it was measured with where none was lower. */
  function watch(loss: number): void {
    if (lowest === undefined || loss < lowest.loss) lowest = { epoch, loss };
    // Without rows that judge, the loss describes the parameters that the epoch began with.
    if (judge.isHeldOut) best.update(epoch, loss, parameters);
    else best.update(epoch - 1, loss, epochStart);
  }

  /** The parameters that are worth keeping, and after how many epochs they were these. */
  function learned(): { epoch: number; parameters: Float64Array } {
    const isKept = end?.reason !== "diverged" && isSound();
    if (best.current && (judge.isHeldOut || !isKept)) return best.current;
    return isKept ? { epoch, parameters: new Float64Array(parameters) } : { epoch: 0, parameters: untrained };
  }

  /** Whether the network as it is now says finite numbers. */
  function isSound(): boolean {
    if (!parameters.every(Number.isFinite)) return false;
    const predicted = averageMembers(network.members.length, (member) => predictMember(member, "train"));
    return Number.isFinite(objective.loss(predicted, train));
  }

  /** What the members would say with other parameters than those of now. */
  function predictWith(others: Float64Array): PredictMember {
    const now = parameters.slice();
    return (member, part) => {
      parameters.set(others);
      const predicted = predictMember(member, part).slice();
      parameters.set(now);
      return predicted;
    };
  }

  function finish(reason: TrainingEnd["reason"]): void {
    end = { reason, epoch };
  }

  /**
   * Another amount of work or another objective is other work, which goes on with the numbers of this one; all else is looked
   * up where it is needed.
   */
  function retune(wanted: Tuning): void {
    const before = now;
    tuning = tuningChanges(spec, wanted, train.rows);
    now = tuneSpec(spec, tuning);
    isStopDue = createStopCondition(now.stopping ?? [], where);
    const isSame = (name: "l1" | "l2") => (now.penalty?.[name] ?? 0) === (before.penalty?.[name] ?? 0);
    if (now.batchSize === before.batchSize && isSame("l1") && isSame("l2")) return;
    const { parameters: reached } = network;
    const { settings, memory } = updater;
    work = createUpdateBackend(now, createObjective(now.loss, now.penalty ?? {}, where), prepared, options, where);
    ({ network, updater, predictMember } = work);
    ({ parameters, gradients } = network);
    parameters.set(reached);
    updater.memory.set(memory);
    updater.set(settings);
    setFirstWeights = createParameterInitializer(network, spec.seed ?? 0, prepared);
  }

  /** Whether the numbers of the spec can be changed where the training stands. */
  function checkTuning({ batchSize = work.batchSize, epochs = Infinity }: Tuning): void {
    if (batchIndex > 0 && Math.min(batchSize, train.rows) !== work.batchSize) {
      const place = `after ${batchIndex} of ${work.batchCount} batches of epoch ${epoch + 1}`;
      throw new RangeError(
        `trainer.set: expected batchSize to be changed between two epochs, got ${batchSize} ${place}`,
      );
    }
    if (epochs <= epoch) {
      throw new RangeError(`trainer.set: expected epochs above the ${epoch} that are done, got ${epochs}`);
    }
  }

  return {
    get spec() {
      return now;
    },
    data,
    get network() {
      return network;
    },
    scalers,
    get settings() {
      return { ...updater.settings, ...tuning };
    },
    get epoch() {
      return epoch;
    },
    get stepCount() {
      return stepCount;
    },
    get restarts() {
      return restarts;
    },
    get startEpoch() {
      return startEpoch;
    },
    get best() {
      return best.copy();
    },
    get end() {
      return end;
    },
    history,

    step,
    advance,

    evaluate: () => ({ rows: judge.rows, predicted: judge.predict(predictMember) }),

    *steps() {
      for (let record = step(); record; record = step()) yield record;
    },

    *epochs() {
      while (!end) {
        const record = update(work.batchCount - batchIndex);
        if (!record) restartOrFinish();
        else if (record.epochRecord) yield record.epochRecord;
      }
    },

    set(wanted) {
      const checked = checkTrainingSettings(updater.optimizer, spec.optimizer.type, wanted, "trainer.set");
      checkTuning(checked.tuning);
      retune({ ...tuning, ...checked.tuning });
      updater.set(checked.settings);
      if (end?.reason === "completed" && epoch < now.epochs) end = undefined;
    },

    snapshot() {
      const kept = best.copy();
      return {
        version: 1,
        epoch,
        step: stepCount,
        batch: batchIndex,
        lossSum,
        weightSum,
        settings: { ...updater.settings, ...tuning },
        parameters: new Float64Array(parameters),
        memory: new Float64Array(updater.memory),
        ...(batchIndex > 0 && !judge.isHeldOut && { epochStart: new Float64Array(epochStart) }),
        ...(kept && { best: kept }),
        ...(restarts > 0 && {
          restart: { count: restarts, epoch: startEpoch, step: startStep, ...(lowest && { lowest }) },
        }),
      };
    },

    restore(snapshot) {
      checkSnapshot(snapshot, parameters.length, updater.memory.length);
      const checked = checkTrainingSettings(
        updater.optimizer,
        spec.optimizer.type,
        snapshot.settings,
        "trainer.restore",
      );
      retune(checked.tuning);
      ({ epoch, lossSum, weightSum } = snapshot);
      stepCount = snapshot.step;
      batchIndex = snapshot.batch;
      updater.set(checked.settings);
      parameters.set(snapshot.parameters);
      updater.memory.set(snapshot.memory);
      if (snapshot.epochStart) epochStart.set(snapshot.epochStart);
      best.restore(snapshot.best);
      ({ count: restarts, epoch: startEpoch, step: startStep } = snapshot.restart ?? { count: 0, epoch: 0, step: 0 });
      // Without a restart the lowest loss is the best; without rows that judge, it was told an epoch after its parameters.
      const told = best.current && { epoch: best.current.epoch + (judge.isHeldOut ? 0 : 1), loss: best.current.loss };
      lowest = snapshot.restart ? snapshot.restart.lowest : told;
      history.truncate(epoch);
      end = undefined;
      if (epoch >= now.epochs) finish("completed");
    },

    get modelEpoch() {
      return learned().epoch;
    },

    model() {
      const learnedParameters = learned().parameters;
      const { columns } = data;
      return createModel(spec.network, learnedParameters, scalers, {
        link: outputTransformOf(spec.loss),
        ...(columns && { columns }),
        ...(judge.isHeldOut && { residuals: judge.residuals(predictWith(learnedParameters)) }),
      });
    },
  };
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
