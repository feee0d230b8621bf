/** Distributions of initial weights. To add one: a file in this folder, a line here. */
import { heNormal, heUniform } from "./he.ts";
import { lecunNormal, lecunUniform } from "./lecun.ts";
import { normal } from "./normal.ts";
import { xavierNormal, xavierUniform } from "./xavier.ts";
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
