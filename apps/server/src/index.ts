export { serve } from "./serve.ts";
export type { EpochalServer, ServeOptions } from "./serve.ts";
export { defaultLimits } from "./limits.ts";
export type { Limits } from "./limits.ts";
