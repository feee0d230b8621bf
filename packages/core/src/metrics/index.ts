/** Metrics of predictions in the unit of the target. To add one: a file in this folder, a line here. */
import { bias } from "./bias.ts";
import { mae } from "./mae.ts";
import { maxError } from "./max-error.ts";
import { medianAbsoluteError } from "./median-absolute-error.ts";
import { mse } from "./mse.ts";
import { r2 } from "./r2.ts";
import { rmse } from "./rmse.ts";
import type { Metric } from "./metric.ts";

/** The metrics by name. */
export const metrics = { rmse, mae, r2, mse, medianAbsoluteError, maxError, bias } satisfies Record<string, Metric>;

export type { Metric };
/** The name of a metric. */
export type MetricName = keyof typeof metrics;
