/** What a training makes small. To add one: a file beside this one, a line here. */
import { meanSquaredError } from "./mean-squared-error.ts";
import type { Loss } from "./loss.ts";

export const losses = {
  meanSquaredError,
} satisfies Record<string, Loss>;

export type { Loss };
export type LossName = keyof typeof losses;
