// Training
export { createTrainer } from "./trainer.ts";
export type { Trainer } from "./trainer.ts";
export { fit } from "./fit.ts";
export type { Clipping, Penalty, TrainingSpec } from "./training-spec.ts";
export { specOf } from "./tuning.ts";
export type { TrainingSettings, TuningName } from "./tuning.ts";
export type { WorkOptions } from "./work.ts";
export type { EpochRecord, StepRecord, TrainingEnd } from "./records.ts";
export type { EpochColumns } from "./epoch-columns.ts";
export { toEpochColumns } from "./epoch-columns.ts";

// Putting a training down and taking it up
export type { Best, Lowest, Restart, Snapshot, SnapshotJson } from "./snapshot.ts";
export { snapshotFromJson, snapshotToJson } from "./snapshot.ts";
export { hashData, hashParameters, hashSnapshot } from "./hash.ts";
export { checkpointToJson, parseCheckpoint, resumeTrainer } from "./checkpoint.ts";
export type { Checkpoint, CheckpointJson } from "./checkpoint.ts";
export type { DataJson, DatasetJson } from "./data-json.ts";
export { vectorFromJson, vectorToJson } from "./vector-json.ts";
export type { VectorJson } from "./vector-json.ts";

// What somebody who knows the field would say of a training
export { diagnose } from "./diagnose.ts";
export type { Diagnosis } from "./diagnose.ts";
export { diagnoses } from "./diagnoses/index.ts";
export type { Aspect, DiagnosisName, DiagnosisRule, Finding, Observation } from "./diagnoses/index.ts";
export { observe } from "./diagnoses/observation.ts";
export type { History, Span } from "./history.ts";

// Networks
export { dense } from "./dense.ts";
export type { Dense, DenseSpec } from "./dense.ts";
export { backward, createNetwork, forward, initialize, outputsOf, predict, predictFlat } from "./network.ts";
export type { Member, Network, NetworkOptions, NetworkSpec } from "./network.ts";
export { checkGradients } from "./check-gradients.ts";
export type { CheckGradientsOptions } from "./check-gradients.ts";
export { plainKernels } from "./kernels.ts";
export type { Kernels } from "./kernels.ts";
export type { Engine, EnginePlan, Program } from "./engine.ts";
export { isShuffled } from "./batches.ts";
export type { Precision, Vector } from "./vector.ts";

// Data
export { createDataset, takeRows } from "./dataset.ts";
export type { Dataset, Row, TrainingData } from "./dataset.ts";
export { columnSpans, encodedWidth, encodeRow } from "./columns.ts";
export type { Column, Columns, ColumnSpan, NamedRow } from "./columns.ts";
export { checkColumns } from "./check-columns.ts";
export { split } from "./split.ts";
export { applyScaler, fitScaler, scalers, undoScaler } from "./scaler.ts";
export type { Scaler, ScalerName } from "./scaler.ts";

// Models
export { createModel } from "./model.ts";
export type { LayerJson, MemberJson, Model, ModelContext, ModelInput, ModelJson, Scalers } from "./model.ts";
export { parseModel } from "./parse-model.ts";
export { toEsModule } from "./formats/es-module.ts";
export { toOnnx } from "./formats/onnx.ts";
export { toSafetensors } from "./formats/safetensors.ts";
export type { TensorType } from "./formats/safetensors.ts";
export { fromSafetensors } from "./formats/from-safetensors.ts";
export { createReport, score, scoreBaselines } from "./report.ts";
export type { ImportanceReport, PartReport, Report, Scores } from "./report.ts";
export { permutationImportance } from "./importance.ts";
export type { ColumnImportance, ImportanceOptions } from "./importance.ts";
export { linearBaseline, meanBaseline } from "./baselines.ts";
export type { Baseline } from "./baselines.ts";

// Parts that a spec names
export { activations } from "./activations/index.ts";
export type { Activation, ActivationName } from "./activations/index.ts";
export { losses } from "./losses/index.ts";
export type { Loss, LossName, LossSpec } from "./losses/index.ts";
export { outputTransforms } from "./output-transforms/index.ts";
export { outputTransformOf } from "./training-spec.ts";
export type { OutputTransform, OutputTransformName } from "./output-transforms/index.ts";
export { optimizers } from "./optimizers/index.ts";
export type { Optimizer, OptimizerName, OptimizerSpec } from "./optimizers/index.ts";
export { schedules } from "./schedules/index.ts";
export type { Schedule, SchedulePosition, ScheduleName, ScheduleSpec } from "./schedules/index.ts";
export { initializers } from "./initializers/index.ts";
export type { Initializer, InitializerName } from "./initializers/index.ts";
export { stoppingRules } from "./stopping/index.ts";
export type { Progress, StoppingRule, StoppingRuleName, StoppingSpec } from "./stopping/index.ts";
export { metrics } from "./metrics/index.ts";
export type { Metric, MetricName } from "./metrics/index.ts";

// Numbers, chance and the perceptron
export { cos, exp, expm1, log, log1p, powInt, sin, tanh } from "./math/index.ts";
export { steps as expTable } from "./math/exp-table.ts";
export { tanhTable } from "./math/tanh.ts";
export { createRandom } from "./random.ts";
export type { Random } from "./random.ts";
export { classify, createPerceptron, learnPerceptron } from "./perceptron.ts";
export type { Perceptron } from "./perceptron.ts";
export { choose } from "./choice.ts";
export type { Settings, WithSettings } from "./choice.ts";
export type { Range } from "./range.ts";
