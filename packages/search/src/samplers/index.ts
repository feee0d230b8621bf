/** Samplers choose the settings of trials. To add one: a file in this folder, a line here. */
import { grid } from "./grid.ts";
import { random } from "./random.ts";
import type { CreateSampler } from "./sampler.ts";

/** The samplers by name. */
export const samplers = { random, grid } satisfies Record<string, CreateSampler>;

/** The name of a sampler. */
export type SamplerName = keyof typeof samplers;
