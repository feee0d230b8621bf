/**
 * A training, pulled step by step: the caller sets the pace, and pauses by not calling. It uses no clock, and all randomness
 * comes from the spec's seed: the same spec and data give the same bits.
 */
import { createHistory, type History } from "./history.ts";
import type { EncodeRow } from "../data/columns.ts";
import { createSelectedModel, selectParameters } from "./model-selection.ts";
import { checkTuning, copyBest, createTrainerState, fromSnapshot, toSnapshot } from "./trainer-state.ts";
import { advance, startFromNewWeights, step } from "./training-loop.ts";
import { applyTuning, createTrainingSetup } from "./training-setup.ts";
import type { BackendOptions } from "../backend/update-backend.ts";
import type { Dataset, TrainingData } from "../data/dataset.ts";
import type { Model, Scalers } from "../model/model.ts";
import type { Network } from "../network/network.ts";
import type { Settings } from "../spec/registry.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import { checkTrainingSettings } from "../spec/tuning.ts";
import type { EpochColumns } from "./epoch-columns.ts";
import type { EpochRecord, StepRecord, TrainingEnd } from "./records.ts";
import type { BestParameters, Snapshot } from "./snapshot.ts";

/** A training, pulled step by step. */
export interface Trainer {
  /** The spec it was created with, including the numbers changed since by `set`. */
  readonly spec: TrainingSpec;
  /** The data it was created with. */
  readonly data: TrainingData;
  /** The current network; every step changes it. */
  readonly network: Network;
  /** Convert between the units of the data and those of the network; fitted on the training rows. */
  readonly scalers: Scalers;
  /** Epochs completed, including those that diverged and were followed by a restart; 0 for the untrained network. */
  readonly epoch: number;
  /** Updates completed. */
  readonly stepCount: number;
  /** How often it diverged and restarted with new weights; at most `spec.restarts`. */
  readonly restarts: number;
  /** Epochs completed when the current weights were drawn: 0, or the number of the epoch that diverged last. */
  readonly startEpoch: number;
  /** The optimizer's current settings, with the learning rate before the schedule; and the numbers of the spec that were changed. */
  readonly settings: Settings;
  /** A copy of the parameters with the lowest loss so far, initial ones included: on held-out rows if there are any, else on the training rows. */
  readonly best: BestParameters | undefined;
  /** Set when the training has ended. */
  readonly end: TrainingEnd | undefined;
  /** The epochs since the current weights were drawn, as far as this trainer has seen them. */
  readonly history: History;
  /**
   * Performs one update, or up to `updates` within the current epoch, and returns the record of the last one. After
   * divergence it restarts first, if restarts are left. Undefined once the training has ended.
   * @param updates default 1.
   */
  step(updates?: number): StepRecord | undefined;
  /**
   * Predictions of the current network on the evaluation rows, unscaled, `[rows, targets]`: the validation rows; with
   * folds, each training row by the member that has not seen it; else the training rows.
   */
  evaluate(): { readonly rows: Dataset; readonly predicted: Float64Array };
  /**
   * Trains up to `epochs` epochs and returns them as columns: the fastest way, since an engine can do them in one call. A
   * started epoch is finished first. Returns fewer epochs, possibly none, when the training ends or restarts.
   */
  advance(epochs: number): EpochColumns;
  /** Every update from here to the end. */
  steps(): Generator<StepRecord, void>;
  /** Every epoch from here to the end, except those that diverge. */
  epochs(): Generator<EpochRecord, void>;
  /**
   * Changes settings of the optimizer from the next step on, restarts included: `set({ learningRate: 0.001 })`. Also
   * changes numbers of the spec: the penalty's `l1` and `l2`; `batchSize`, only between epochs; `epochs`, which must
   * exceed those completed, and which continues a completed training; `patience` of the stopping rule, 0 for none.
   * @throws RangeError for an unknown setting or a number out of range; then nothing changes.
   */
  set(settings: Settings): void;
  /** A copy of the whole state. */
  snapshot(): Snapshot;
  /**
   * Continues from a snapshot of a training with the same spec and data; undoes the end.
   * @throws RangeError when the snapshot does not fit the network or has an unknown version.
   */
  restore(snapshot: Snapshot): void;
  /**
   * The trained model: with the best parameters, across restarts, if held-out rows chose them or the training diverged;
   * else with the current ones. If not even the first epoch succeeded, with the initial ones: a model's parameters are
   * always finite.
   * @param encodeRow how the model encodes records. Default: only numbers and known categories; `encodeRow` reads every text.
   */
  model(encodeRow?: EncodeRow): Model;
  /** Epochs completed when the network had the parameters that `model` returns. */
  readonly modelEpoch: number;
}

/**
 * A training that is ready for its first step.
 *
 * @param data training rows and, optionally, validation rows.
 * @param options the kernels or engine that compute the updates. Default: plain TypeScript.
 * @throws RangeError when spec or data are invalid or do not fit each other; the message says where.
 */
export function createTrainer(spec: TrainingSpec, data: TrainingData, options: BackendOptions = {}): Trainer {
  const setup = createTrainingSetup(spec, data, options);
  const state = createTrainerState(setup.backend.network.parameters);
  const history = createHistory();
  const loop = { setup, state, history };
  startFromNewWeights(loop);
  const untrained = new Float64Array(setup.backend.network.parameters);
  const select = () => selectParameters(setup, state, untrained);

  return {
    get spec() {
      return setup.spec;
    },
    data,
    get network() {
      return setup.backend.network;
    },
    scalers: setup.prepared.scalers,
    get settings() {
      return { ...setup.backend.updater.settings, ...setup.tuning };
    },
    get epoch() {
      return state.epoch;
    },
    get stepCount() {
      return state.step;
    },
    get restarts() {
      return state.restarts;
    },
    get startEpoch() {
      return state.startEpoch;
    },
    get best() {
      return copyBest(state);
    },
    get end() {
      return state.end;
    },
    history,

    step: (updates) => step(loop, updates),
    advance: (epochs) => advance(loop, epochs),
    *steps() {
      for (let record = step(loop); record; record = step(loop)) yield record;
    },
    *epochs() {
      for (let record = step(loop, Infinity); record; record = step(loop, Infinity)) yield record.epochRecord!;
    },

    evaluate() {
      const { evaluator, backend } = setup;
      return { rows: evaluator.rows, predicted: evaluator.predict(backend.predictMember) };
    },

    set(wanted) {
      const { updater } = setup.backend;
      const { settings, tuning } = checkTrainingSettings(updater.optimizer, spec.optimizer.type, wanted, "trainer.set");
      if (Object.keys(tuning).length > 0) {
        checkTuning(setup, state, tuning);
        applyTuning(setup, { ...setup.tuning, ...tuning });
      }
      setup.backend.updater.set(settings);
      if (state.end?.reason === "completed" && state.epoch < setup.spec.epochs) state.end = undefined;
    },

    snapshot: () => toSnapshot(setup, state),

    restore(snapshot) {
      fromSnapshot(setup, state, snapshot);
      history.truncate(state.epoch);
    },

    get modelEpoch() {
      return select().epoch;
    },

    model: (encodeRow) => createSelectedModel(setup, select().parameters, { columns: data.columns, encodeRow }),
  };
}
