/** Figures of merit, in the unit of the target. To add one: a file beside this one, a line here. */
import { mae } from "./mae.ts";
import { r2 } from "./r2.ts";
import { rmse } from "./rmse.ts";
import type { Metric } from "./metric.ts";

export const metrics = {
  rmse,
  mae,
  r2,
} satisfies Record<string, Metric>;

export type { Metric };
export type MetricName = keyof typeof metrics;
