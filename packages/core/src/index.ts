// Training
export { createTrainer } from "./training/trainer.ts";
export type { Trainer } from "./training/trainer.ts";
export { fit } from "./training/fit.ts";
export type { Clipping, Penalty, TrainingSpec } from "./spec/training-spec.ts";
export { tunedSpec } from "./spec/tuning.ts";
export type { TrainingSettings, TuningName } from "./spec/tuning.ts";
export type { BackendOptions } from "./backend/update-backend.ts";
export type { EpochRecord, StepRecord, TrainingEnd } from "./training/records.ts";
export type { EpochColumns } from "./training/epoch-columns.ts";
export { toEpochColumns } from "./training/epoch-columns.ts";

// Saving and resuming a training
export type { BestParameters, LowestLoss, Restart, Snapshot, SnapshotJson } from "./training/snapshot.ts";
export { snapshotFromJson, snapshotToJson } from "./training/snapshot.ts";
export { hashData, hashParameters, hashSnapshot } from "./io/hash.ts";
export { checkpointToJson, parseCheckpoint, resumeTrainer } from "./io/checkpoint.ts";
export type { Checkpoint, CheckpointJson } from "./io/checkpoint.ts";
export type { DataJson, DatasetJson } from "./io/data-json.ts";
export { vectorFromJson, vectorToJson } from "./io/vector-json.ts";
export { parseJson } from "./io/parse-json.ts";
export type { JsonLimits } from "./io/parse-json.ts";
export type { VectorJson } from "./io/vector-json.ts";

// Diagnoses
export { diagnose } from "./diagnose.ts";
export type { Diagnosis } from "./diagnose.ts";
export { diagnoses } from "./diagnoses/index.ts";
export type { Aspect, DiagnosisName, DiagnosisRule, Finding, Observation } from "./diagnoses/index.ts";
export { observe } from "./diagnoses/observation.ts";
export type { History, EpochSpan } from "./training/history.ts";

// Networks
export { dense } from "./network/dense.ts";
export type { Dense, DenseSpec } from "./network/dense.ts";
export { backward, createNetwork, forward, initialize, predict, predictFlat } from "./network/network.ts";
export { outputCount } from "./network/layer-sizes.ts";
export type { Member, Network, NetworkOptions } from "./network/network.ts";
export type { NetworkSpec } from "./spec/network-spec.ts";
export { checkGradients } from "./network/check-gradients.ts";
export type { CheckGradientsOptions } from "./network/check-gradients.ts";
export { plainKernels } from "./network/kernels.ts";
export type { Kernels } from "./network/kernels.ts";
export type { Engine, EnginePlan, EngineSession } from "./backend/engine.ts";
export { isShuffled } from "./backend/batches.ts";
export { estimateMemory } from "./backend/estimate-memory.ts";
export type { RowCounts } from "./backend/estimate-memory.ts";
export type { Precision, Vector } from "./vector.ts";

// Data
export { createDataset, takeRows } from "./data/dataset.ts";
export type { Dataset, Row, TrainingData } from "./data/dataset.ts";
export { columnSpans, encodedWidth, encodeRow } from "./data/columns.ts";
export type { Column, Columns, ColumnSpan, NamedRow } from "./data/columns.ts";
export { checkColumns } from "./data/check-columns.ts";
export { split, splitRows } from "./data/split.ts";
export { applyScaler, fitScaler, scalers, undoScaler } from "./data/scaler.ts";
export type { Scaler, ScalerName } from "./data/scaler.ts";

// Models
export { createModel } from "./model/model.ts";
export type { LayerJson, MemberJson, Model, ModelOptions, ModelInput, ModelJson, Scalers } from "./model/model.ts";
export { parseModel } from "./model/parse-model.ts";
export { toEsModule } from "./formats/es-module.ts";
export { toOnnx } from "./formats/onnx.ts";
export { toSafetensors } from "./formats/safetensors.ts";
export type { TensorType } from "./formats/safetensors.ts";
export { fromSafetensors } from "./formats/from-safetensors.ts";
export { createReport, score, scoreBaselines } from "./model/report.ts";
export type { ImportanceReport, PartReport, Report, Scores } from "./model/report.ts";
export { permutationImportance } from "./model/importance.ts";
export type { ColumnImportance, ImportanceOptions } from "./model/importance.ts";
export { linearBaseline, meanBaseline } from "./model/baselines.ts";
export type { Baseline } from "./model/baselines.ts";

// Parts named in a spec
export { activations } from "./activations/index.ts";
export type { Activation, ActivationName } from "./activations/index.ts";
export { losses } from "./losses/index.ts";
export type { Loss, LossName, LossSpec } from "./losses/index.ts";
export { outputTransforms } from "./output-transforms/index.ts";
export { outputTransformOf } from "./spec/training-spec.ts";
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

// Numbers, random numbers and the perceptron
export { cos, exp, expm1, log, log1p, powInt, sin, tanh } from "./math/index.ts";
export { steps as expTable } from "./math/exp-table.ts";
export { tanhTable } from "./math/tanh.ts";
export { createRandom } from "./random.ts";
export type { Random } from "./random.ts";
export { classify, createPerceptron, trainPerceptron } from "./perceptron.ts";
export type { Perceptron } from "./perceptron.ts";
export { lookup } from "./spec/registry.ts";
export type { Settings, WithSettings } from "./spec/registry.ts";
export type { Range } from "./spec/range.ts";
