/** Trainings in WebAssembly: whole updates in one call, term after term as core does them. */
import type { Engine } from "@epochal/core";
import { moduleFor } from "./modules.ts";
import { nativeOptimizers } from "./native.ts";
import { createProgram } from "./program.ts";

/**
 * Takes on every training but those with dropout or L-BFGS, where SIMD is there and memory for it. In float64 all numbers
 * are those of plain TypeScript, to the last bit; in float32 they agree with it to about the sixth digit, and differ from
 * machine to machine where some multiply and add in one operation.
 */
export const simdEngine: Engine = (plan) => {
  const { network, optimizer, precision = "float64" } = plan.spec;
  if (!nativeOptimizers[optimizer.type] || network.layers.some(({ dropout = 0 }) => dropout > 0)) return undefined;
  const module = moduleFor(precision);
  return module && createProgram(plan, module);
};
