/** Trainings in WebAssembly: whole updates in one call, term after term as core does them. */
import type { Engine, EnginePlan, Precision } from "@epochal/core";
import { moduleFor } from "./modules.ts";
import { isNativeOptimizer } from "./native.ts";
import { layOut } from "./layout.ts";
import { createProgram } from "./program.ts";

/**
 * Takes on every training but those with dropout or L-BFGS, where SIMD is there and memory for it. In float64 all numbers
 * are those of plain TypeScript, to the last bit; in float32 they agree with it to about the sixth digit, and differ from
 * machine to machine where some multiply and add in one operation.
 */
export const simdEngine: Engine = (plan) => {
  const module = takesOn(plan) ? moduleFor(precisionOf(plan)) : undefined;
  return module && createProgram(plan, layOut(plan), module);
};

/** Whether there are loops for all that a training does. */
export function takesOn({ spec }: EnginePlan): boolean {
  const { network, optimizer } = spec;
  return isNativeOptimizer(optimizer.type) && network.layers.every(({ dropout = 0 }) => dropout === 0);
}

export function precisionOf({ spec: { precision = "float64" } }: EnginePlan): Precision {
  return precision;
}
