export { createTrainer } from "./trainer.ts";
export type { EpochRecord, StepRecord, Trainer, TrainingEnd } from "./trainer.ts";
export type { Clipping, Penalty, TrainingSpec } from "./training-spec.ts";
export { fit } from "./fit.ts";
export type { Best, Snapshot, SnapshotJson } from "./snapshot.ts";
export { snapshotFromJson, snapshotToJson } from "./snapshot.ts";

export { dense } from "./dense.ts";
export type { Dense, DenseSpec } from "./dense.ts";
export { backward, createNetwork, forward, initialize, outputsOf, predict, predictFlat } from "./network.ts";
export type { Member, Network, NetworkSpec } from "./network.ts";
export { checkGradients } from "./check-gradients.ts";
export type { CheckGradientsOptions } from "./check-gradients.ts";
export { plainKernels } from "./kernels.ts";
export type { Kernels } from "./kernels.ts";

export { createDataset, takeRows } from "./dataset.ts";
export type { Dataset, Row, TrainingData } from "./dataset.ts";
export { encodedWidth, encodeRow } from "./columns.ts";
export type { Column, Columns, NamedRow } from "./columns.ts";
export { split } from "./split.ts";
export { applyScaler, fitScaler, scalers, undoScaler } from "./scaler.ts";
export type { Scaler, ScalerName } from "./scaler.ts";

export { createModel } from "./model.ts";
export type { LayerJson, MemberJson, Model, ModelContext, ModelInput, ModelJson, Scalers } from "./model.ts";
export { parseModel } from "./parse-model.ts";
export { toEsModule } from "./formats/es-module.ts";
export { toOnnx } from "./formats/onnx.ts";
export { toSafetensors } from "./formats/safetensors.ts";
export type { TensorType } from "./formats/safetensors.ts";
export { fromSafetensors } from "./formats/from-safetensors.ts";
export { createReport, score, scoreBaselines } from "./report.ts";
export type { PartReport, Report, Scores } from "./report.ts";
export { linearBaseline, meanBaseline } from "./baselines.ts";
export type { Baseline } from "./baselines.ts";

export { activations } from "./activations/index.ts";
export type { Activation, ActivationName } from "./activations/index.ts";
export { losses } from "./losses/index.ts";
export type { Loss, LossName, LossSpec } from "./losses/index.ts";
export { optimizers } from "./optimizers/index.ts";
export type { Optimizer, OptimizerName, OptimizerSpec } from "./optimizers/index.ts";
export { schedules } from "./schedules/index.ts";
export type { Position, Schedule, ScheduleName, ScheduleSpec } from "./schedules/index.ts";
export { initializers } from "./initializers/index.ts";
export type { Initializer, InitializerName } from "./initializers/index.ts";
export { stoppingRules } from "./stopping/index.ts";
export type { Progress, StoppingRule, StoppingRuleName, StoppingSpec } from "./stopping/index.ts";
export { metrics } from "./metrics/index.ts";
export type { Metric, MetricName } from "./metrics/index.ts";

export { cos, exp, expm1, log, log1p, powInt, sin, tanh } from "./math/index.ts";
export { createRandom } from "./random.ts";
export type { Random } from "./random.ts";
export { classify, createPerceptron, learnPerceptron } from "./perceptron.ts";
export type { Perceptron } from "./perceptron.ts";
export { choose } from "./choice.ts";
export type { Settings } from "./choice.ts";
