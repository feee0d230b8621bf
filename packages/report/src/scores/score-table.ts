/** Which scores a report shows, and what its rows are called: for a target of numbers, and for classes. */
import type { ClassMetricName, MetricName } from "@epochal/core";

export interface ScoreTable {
  /** The heading of each column, and its metric. */
  readonly metrics: readonly (readonly [title: string, name: MetricName | ClassMetricName])[];
  readonly labels: { readonly network: string; readonly linear: string; readonly mean: string };
}

const numbers: ScoreTable = {
  metrics: [
    ["RMSE", "rmse"],
    ["MAE", "mae"],
    ["R²", "r2"],
  ],
  labels: { network: "network", linear: "straight line", mean: "always the mean" },
};

const classes: ScoreTable = {
  metrics: [
    ["accuracy", "accuracy"],
    ["log loss", "logLoss"],
    ["balanced", "balancedAccuracy"],
    ["AUC", "rocAuc"],
    ["Brier", "brier"],
  ],
  labels: { network: "network", linear: "logistic regression", mean: "always the most frequent" },
};

/** Only classes have a log loss. */
export function scoreTableOf(scores: { readonly logLoss?: unknown }): ScoreTable {
  return scores.logLoss === undefined ? numbers : classes;
}
