/** Distributions of initial weights. To add one: a file in this folder, a line here. */
import { heNormal } from "./he-normal.ts";
import { heUniform } from "./he-uniform.ts";
import { lecunNormal } from "./lecun-normal.ts";
import { lecunUniform } from "./lecun-uniform.ts";
import { normal } from "./normal.ts";
import { xavierNormal } from "./xavier-normal.ts";
import { xavierUniform } from "./xavier-uniform.ts";
import type { Initializer } from "./initializer.ts";

/** The initializers by name. */
export const initializers = {
  heNormal,
  heUniform,
  xavierNormal,
  xavierUniform,
  lecunNormal,
  lecunUniform,
  normal,
} satisfies Record<string, Initializer>;

export type { Initializer };
/** The name of an initializer. */
export type InitializerName = keyof typeof initializers;
