import { mse } from "./mse.ts";
import type { Metric } from "./metric.ts";

/** Root mean squared error: √(Σ (ŷ − y)² / n), in the unit of the target. */
export const rmse: Metric = (predicted, actual) => Math.sqrt(mse(predicted, actual));
