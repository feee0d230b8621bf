/** What a training computes with: its prepared rows, and everything that follows from the spec and the changes to it. */
import { createObjective, type Objective } from "../backend/objective.ts";
import { createUpdateBackend, type BackendOptions, type UpdateBackend } from "../backend/update-backend.ts";
import { prepareData, type PreparedData } from "../data/prepare-data.ts";
import { createParameterInitializer } from "../network/init-parameters.ts";
import { checkTrainingSpec } from "../spec/check-training-spec.ts";
import { tuneSpec, tuningChanges, type Tuning } from "../spec/tuning.ts";
import { createEvaluator, type Evaluator } from "./evaluator.ts";
import { createStopCondition } from "./stop-condition.ts";
import type { TrainingData } from "../data/dataset.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Progress } from "../stopping/index.ts";

export interface TrainingSetup {
  /** The spec the trainer was created with. */
  readonly originalSpec: TrainingSpec;
  readonly options: BackendOptions;
  readonly prepared: PreparedData;
  readonly objective: Objective;
  readonly evaluator: Evaluator;
  /** The numbers of the spec that were changed since, and the spec with them. */
  tuning: Tuning;
  spec: TrainingSpec;
  /** Whether a stopping rule of `spec` applies. */
  isStopDue: (progress: Progress) => boolean;
  backend: UpdateBackend;
  /** Draws all parameters; each number of restarts gives different weights. */
  initParameters: (restarts: number) => void;
}

/** @throws RangeError when spec or data are invalid, or do not fit each other. */
export function createTrainingSetup(spec: TrainingSpec, data: TrainingData, options: BackendOptions): TrainingSetup {
  checkTrainingSpec(spec, data);
  const objective = objectiveOf(spec);
  const prepared = prepareData(spec, data);
  const evaluator = createEvaluator(spec, objective, prepared, data);
  const isStopDue = stopConditionOf(spec);
  const backend = createUpdateBackend(spec, objective, prepared, options);
  const initParameters = createParameterInitializer(backend.network, spec.seed ?? 0, prepared);
  return {
    originalSpec: spec,
    options,
    prepared,
    objective,
    evaluator,
    tuning: {},
    spec,
    isStopDue,
    backend,
    initParameters,
  };
}

/**
 * Makes `tuning` the complete set of changes to the original spec. A different batch size or penalty needs a new backend,
 * which takes over the parameters, the optimizer state and its settings.
 */
export function applyTuning(setup: TrainingSetup, tuning: Tuning): void {
  const { originalSpec, spec: before, prepared, options, backend: old } = setup;
  setup.tuning = tuningChanges(originalSpec, tuning, prepared.train.rows);
  const spec = (setup.spec = tuneSpec(originalSpec, setup.tuning));
  setup.isStopDue = stopConditionOf(spec);
  const isSame = (name: "l1" | "l2") => (spec.penalty?.[name] ?? 0) === (before.penalty?.[name] ?? 0);
  if (spec.batchSize === before.batchSize && isSame("l1") && isSame("l2")) return;
  const { network, updater } = (setup.backend = createUpdateBackend(spec, objectiveOf(spec), prepared, options));
  network.parameters.set(old.network.parameters);
  updater.optimizerState.set(old.updater.optimizerState);
  updater.set(old.updater.settings);
  setup.initParameters = createParameterInitializer(network, spec.seed ?? 0, prepared);
}

/**
 * @param position epochs completed, and batches completed in the current epoch.
 * @throws RangeError when the spec's numbers cannot be changed there.
 */
export function checkTuning(
  { batchSize, epochs = Infinity }: Tuning,
  { prepared, backend }: TrainingSetup,
  position: { readonly epoch: number; readonly batch: number },
): void {
  const { epoch, batch } = position;
  const where = "trainer.set";
  if (batch > 0 && Math.min(batchSize ?? backend.batchSize, prepared.train.rows) !== backend.batchSize) {
    throw new RangeError(
      `${where}: batchSize can only change between epochs, not after batch ${batch} of ${backend.batchCount}`,
    );
  }
  if (epochs <= epoch)
    throw new RangeError(`${where}: expected epochs > ${epoch}, the number completed, got ${epochs}`);
}

const objectiveOf = ({ loss, penalty = {} }: TrainingSpec) => createObjective(loss, penalty, "createTrainer");
const stopConditionOf = ({ stopping = [] }: TrainingSpec) => createStopCondition(stopping, "createTrainer");
