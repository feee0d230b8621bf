import { weightedMean, type Metric } from "./metric.ts";

/** Mean of ŷ − y, in the unit of the target: positive if predictions are too high on average. */
export const bias: Metric = (predicted, actual, weights) =>
  weightedMean(actual.length, (i) => predicted[i] - actual[i], weights);
