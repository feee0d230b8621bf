/** Metrics of predictions in the unit of the target. To add one: a file in this folder, a line here. */
import { bias } from "./bias.ts";
import { mae, medianAbsoluteError, maxError } from "./absolute-error.ts";
import { mse, rmse } from "./squared-error.ts";
import { r2 } from "./r2.ts";
import type { Metric } from "./metric.ts";

/** The metrics by name. */
export const metrics = { rmse, mae, r2, mse, medianAbsoluteError, maxError, bias } satisfies Record<string, Metric>;

export type { Metric };
/** The name of a metric. */
export type MetricName = keyof typeof metrics;
