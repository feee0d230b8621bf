// Training
export { createTrainer, type Trainer } from "./training/trainer.ts";
export { fit } from "./training/fit.ts";
export type { Clipping, Penalty, Scaling, TrainingSpec } from "./spec/training-spec.ts";
export { tunedSpec, type TrainingSettings, type TuningName } from "./spec/tuning.ts";
export type { BackendOptions } from "./backend/update-backend.ts";
export type { EpochRecord, StepRecord, TrainingEnd } from "./training/records.ts";
export { toEpochColumns, type EpochColumns } from "./training/epoch-columns.ts";

// Saving and resuming a training
export type { BestParameters, LowestLoss, Restart, Snapshot, SnapshotJson } from "./training/snapshot.ts";
export { snapshotFromJson, snapshotToJson } from "./training/snapshot.ts";
export { hashData, hashParameters, hashSnapshot } from "./io/hash.ts";
export { useSha256, type Sha256 } from "./io/sha256.ts";
export { checkpointToJson, parseCheckpoint, resumeTrainer } from "./io/checkpoint.ts";
export type { Checkpoint, CheckpointJson } from "./io/checkpoint.ts";
export type { DataJson, DatasetJson } from "./io/data-json.ts";
export { vectorFromJson, vectorToJson, type VectorJson } from "./io/vector-json.ts";
export { parseJson, type JsonLimits } from "./io/parse-json.ts";

// Diagnoses
export { diagnose, type Diagnosis } from "./diagnose.ts";
export { diagnoses } from "./diagnoses/index.ts";
export type { Aspect, DiagnosisName, DiagnosisRule, Finding, Observation } from "./diagnoses/index.ts";
export { observe } from "./diagnoses/observation.ts";
export type { History, EpochSpan } from "./training/history.ts";

// Networks
export { dense, type Dense, type DenseSpec } from "./network/dense.ts";
export { backward, createNetwork, forward, initialize, predict, predictFlat } from "./network/network.ts";
export { outputCount, parameterCount } from "./network/layer-sizes.ts";
export type { Member, Network, NetworkOptions } from "./network/network.ts";
export type { NetworkSpec } from "./spec/network-spec.ts";
export { checkGradients, type CheckGradientsOptions } from "./network/check-gradients.ts";
export { plainKernels, type Kernels } from "./network/kernels.ts";
export type { Engine, EnginePlan, EngineSession } from "./backend/engine.ts";
export { isShuffled } from "./backend/batches.ts";
export type { PreparedRows } from "./data/prepare-data.ts";
export { checkTrainingData, checkTrainingSpec } from "./spec/check-training-spec.ts";
export { estimateMemory, type MemoryOptions, type RowCounts } from "./backend/estimate-memory.ts";
export type { Precision, Vector } from "./vector.ts";

// Data
export { MAX_NUMBER, sampleRows, takeRows, type Dataset, type Row, type TrainingData } from "./data/dataset.ts";
export { createDataset } from "./data/create-dataset.ts";
export { columnSpans, encodedWidth, knownWidth } from "./data/columns.ts";
export { createCellEncoder, encodeRow, type CellEncoder } from "./data/encode-row.ts";
export { isMissing, readDate, readNumber, type WrittenDate } from "./data/read-cell.ts";
export type { Column, Columns, ColumnSpan, EncodeRow, NamedRow } from "./data/columns.ts";
export type { CategoryColumn, NumberColumn, TimeColumn } from "./data/columns.ts";
export type { DateOrder, NumberReading, TimePart } from "./data/columns.ts";
export { checkColumns } from "./data/check-columns.ts";
export { balancedWeights, classIndices, classOutputs, classProbabilities } from "./data/classes.ts";
export { split, splitRows } from "./data/split.ts";
export { applyScaler, scaledWidth, undoScaler } from "./data/scaler.ts";
export { fitScaler, scalers } from "./data/fit-scaler.ts";
export type { Knots, ColumnLimits, Scaler } from "./data/scaler.ts";
export type { ScalerName } from "./data/fit-scaler.ts";
export { quantileKnots } from "./data/quantile-knots.ts";

// Models
export { createModel } from "./model/create-model.ts";
export type { LayerJson, MemberJson, Model, ModelOptions, ModelInput, ModelJson, Scalers } from "./model/model.ts";
export type { Difficulty } from "./model/difficulty.ts";
export { buildModel } from "./model/model.ts";
export { parseModel } from "./model/parse-model.ts";
export { restoreModel } from "./io/restore-model.ts";
export { findClamped, type ClampedNumber } from "./model/find-clamped.ts";
export { toEsModule } from "./formats/es-module.ts";
export { onnxInputType, toOnnx } from "./formats/onnx.ts";
export { toSafetensors, type TensorType } from "./formats/safetensors.ts";
export { fromSafetensors } from "./formats/from-safetensors.ts";
export { toClassification, toClassSet, type Classification } from "./model/classify.ts";
export { createReport, reportPart, score, scoreBaselines } from "./model/report.ts";
export type { ClassReport, ImportanceReport, PartReport, Report, Scores, TargetReport } from "./model/report.ts";
export type { StandardErrors } from "./model/standard-errors.ts";
export { permutationImportance, type ColumnImportance, type ImportanceOptions } from "./model/importance.ts";
export { linearBaseline, meanBaseline, type Baseline } from "./model/baselines.ts";
export { logisticBaseline } from "./model/logistic-baseline.ts";
export { createTrainingBaselines, type BaselineName, type TrainingBaselines } from "./training/training-baselines.ts";

// Parts named in a spec
export { activations, type Activation, type ActivationName } from "./activations/index.ts";
export { losses, type Loss, type LossName, type LossSpec } from "./losses/index.ts";
export { outputTransforms, type OutputTransform, type OutputTransformName } from "./output-transforms/index.ts";
export { outputTransformOf } from "./spec/training-spec.ts";
export { optimizers, type Optimizer, type OptimizerName, type OptimizerSpec } from "./optimizers/index.ts";
export { schedules } from "./schedules/index.ts";
export type { Schedule, SchedulePosition, ScheduleName, ScheduleSpec } from "./schedules/index.ts";
export { initializers, type Initializer, type InitializerName } from "./initializers/index.ts";
export { stoppingRules } from "./stopping/index.ts";
export type { Progress, StoppingRule, StoppingRuleName, StoppingSpec } from "./stopping/index.ts";
export { metrics, type Metric, type MetricName } from "./metrics/index.ts";
export { classMetrics, confusionMatrix, reliability } from "./metrics/index.ts";
export type { ClassMetric, ClassMetricName, ClassPredictions, ReliabilityBin } from "./metrics/index.ts";

// Numbers, random numbers and the perceptron
export { cos, exp, expm1, log, log1p, powInt, sin, tanh } from "./math/index.ts";
export { steps as expTable } from "./math/exp-table.ts";
export { tanhTable } from "./math/tanh.ts";
export { createRandom, type Random } from "./random.ts";
export { classify, createPerceptron, trainPerceptron, type Perceptron } from "./perceptron.ts";
export { lookup, type Settings, type WithSettings } from "./spec/registry.ts";
export { showValue } from "./spec/show-value.ts";
export type { Range } from "./spec/range.ts";
