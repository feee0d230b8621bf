/** Trainings in WebAssembly: whole updates in one call, with every sum in core's order. */
import type { Engine, EnginePlan, Precision } from "@epochal/core";
import { createEngineSession } from "./engine-session.ts";
import { createLayout } from "./layout.ts";
import { moduleFor } from "./modules.ts";
import { hasOptimizerKernel } from "./supported-ops.ts";

/**
 * Runs every training except those with dropout or L-BFGS, if the JavaScript engine has SIMD and memory for it. In float64 all
 * numbers are those of plain TypeScript, to the last bit. In float32 they agree with it to about the sixth digit, and differ
 * between machines, since some multiply and add in one operation.
 */
export const simdEngine: Engine = (plan) => {
  const module = isSupported(plan) ? moduleFor(precisionOf(plan)) : undefined;
  return module && createEngineSession(plan, createLayout(plan), module);
};

/** Whether the assembly has all that a training needs. */
export function isSupported({ spec }: EnginePlan): boolean {
  const { network, optimizer } = spec;
  return hasOptimizerKernel(optimizer.type) && network.layers.every(({ dropout = 0 }) => dropout === 0);
}

export function precisionOf({ spec: { precision = "float64" } }: EnginePlan): Precision {
  return precision;
}
