/** How weights start. To add one: a file beside this one, a line here. */
import { heNormal } from "./he-normal.ts";
import { normal } from "./normal.ts";
import { xavierNormal } from "./xavier-normal.ts";
import type { Initializer } from "./initializer.ts";

export const initializers = {
  heNormal,
  xavierNormal,
  normal,
} satisfies Record<string, Initializer>;

export type { Initializer };
export type InitializerName = keyof typeof initializers;
