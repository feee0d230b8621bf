export { simdEngine } from "./engine.ts";
export { createThreadedEngine } from "./threads/threaded-engine.ts";
export type { ThreadOptions } from "./threads/parallel-steps.ts";
export { runThread, type StartThread, type ThreadTask } from "./threads/run-thread.ts";
export { createSimdKernels } from "./simd-kernels.ts";
export { compiledModules, useCompiledModules, type CompiledModules } from "./compiled-modules.ts";
