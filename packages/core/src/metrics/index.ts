/** Metrics of predictions in the unit of the target, and of probabilities of classes. To add one: a file in this folder, a line here. */
import { accuracy, balancedAccuracy } from "./accuracy.ts";
import { bias } from "./bias.ts";
import { brier } from "./brier-score.ts";
import { calibrationError } from "./calibration.ts";
import { f1 } from "./f1.ts";
import { logLoss } from "./log-loss.ts";
import { mae, medianAbsoluteError, maxError } from "./absolute-error.ts";
import { mse, rmse } from "./squared-error.ts";
import { r2 } from "./r2.ts";
import { rocAuc } from "./roc-auc.ts";
import type { ClassMetric } from "./class-metric.ts";
import type { Metric } from "./metric.ts";

/** The metrics by name. */
export const metrics = { rmse, mae, r2, mse, medianAbsoluteError, maxError, bias } satisfies Record<string, Metric>;

/** The metrics of classes by name. */
export const classMetrics = {
  accuracy,
  logLoss,
  balancedAccuracy,
  f1,
  rocAuc,
  brier,
  calibrationError,
} satisfies Record<string, ClassMetric>;

export type { ClassMetric, Metric };
export type { ClassPredictions } from "./class-metric.ts";
export type { ReliabilityBin } from "./calibration.ts";
export { confusionMatrix } from "./confusion-matrix.ts";
export { reliability } from "./calibration.ts";
/** The name of a metric. */
export type MetricName = keyof typeof metrics;
/** The name of a metric of classes. */
export type ClassMetricName = keyof typeof classMetrics;
