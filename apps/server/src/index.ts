export { serve } from "./serve.ts";
export type { EpochalServer, ServeOptions } from "./serve.ts";
export { defaultLimits } from "./limits.ts";
export type { Limits } from "./limits.ts";
export type { FindTraining, NamedTrainingRequest, ResolvedTraining } from "./runs/resolve-training.ts";
export { createRefusal } from "./runs/refusal.ts";
export type { Refusal } from "./runs/refusal.ts";
export type { Logger } from "./logger.ts";
export type { Tls } from "./tls.ts";
