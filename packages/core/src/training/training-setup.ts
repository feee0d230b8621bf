/** What a training computes with: its prepared rows, and everything that follows from the spec and the changes to it. */
import { createUpdateBackend, type BackendOptions, type UpdateBackend } from "../backend/update-backend.ts";
import { prepareData, type PreparedData } from "../data/prepare-data.ts";
import { createParameterInitializer } from "../network/init-parameters.ts";
import { checkTrainingData, checkTrainingSpec } from "../spec/check-training-spec.ts";
import { tuneSpec, tuningChanges, type Tuning } from "../spec/tuning.ts";
import { createEvaluator, type Evaluator } from "./evaluator.ts";
import { createStopCondition } from "./stop-condition.ts";
import type { TrainingData } from "../data/dataset.ts";
import type { Network } from "../network/network.ts";
import type { TrainingSpec } from "../spec/training-spec.ts";
import type { Progress } from "../stopping/index.ts";

export interface TrainingSetup {
  /** The spec the trainer was created with. */
  readonly originalSpec: TrainingSpec;
  readonly prepared: PreparedData;
  readonly evaluator: Evaluator;
  readonly initParameters: (network: Network, restarts: number) => void;
  readonly options: BackendOptions;
  /** The numbers of the spec that were changed since, and the spec with them. */
  tuning: Tuning;
  spec: TrainingSpec;
  /** Whether a stopping rule of `spec` applies. */
  isStopDue: (progress: Progress) => boolean;
  backend: UpdateBackend;
}

/** @throws RangeError when spec or data are invalid, or do not fit each other. */
export function createTrainingSetup(spec: TrainingSpec, data: TrainingData, options: BackendOptions): TrainingSetup {
  checkTrainingSpec(spec, "createTrainer");
  checkTrainingData(spec, data, "createTrainer");
  const prepared = prepareData(spec, data);
  return {
    originalSpec: spec,
    prepared,
    evaluator: createEvaluator(spec, prepared, data),
    initParameters: createParameterInitializer(spec, prepared),
    options,
    tuning: {},
    spec,
    isStopDue: createStopCondition(spec, "createTrainer"),
    backend: createUpdateBackend(spec, prepared, options),
  };
}

/**
 * Makes `tuning` the complete set of changes to the original spec. A different batch size or penalty needs a new backend,
 * which takes over the parameters, the optimizer state and its settings.
 */
export function applyTuning(setup: TrainingSetup, tuning: Tuning): void {
  const { originalSpec, prepared, options, spec: before, backend: old } = setup;
  setup.tuning = tuningChanges(originalSpec, tuning, prepared.train.rows);
  const spec = (setup.spec = tuneSpec(originalSpec, setup.tuning));
  setup.isStopDue = createStopCondition(spec, "createTrainer");
  const isSame = (name: "l1" | "l2") => (spec.penalty?.[name] ?? 0) === (before.penalty?.[name] ?? 0);
  if (spec.batchSize === before.batchSize && isSame("l1") && isSame("l2")) return;
  const { network, updater } = (setup.backend = createUpdateBackend(spec, prepared, options));
  network.parameters.set(old.network.parameters);
  updater.optimizerState.set(old.updater.optimizerState);
  updater.set(old.updater.settings);
}
