export { simdEngine } from "./engine.ts";
export { createSimdKernels } from "./simd-kernels.ts";
