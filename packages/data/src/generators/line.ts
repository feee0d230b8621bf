import { formula, type SampleOptions } from "./formula.ts";
import type { Dataset } from "@epochal/core";

/** A straight line with noise, as in the notebook: y = slope · x + intercept for x in [0, 1). */
export function line({
  slope = 3,
  intercept = 2,
  ...options
}: SampleOptions & { readonly slope?: number; readonly intercept?: number } = {}): Dataset {
  return formula((x) => slope * x + intercept, options);
}
