import type { OutputTransform } from "./output-transform.ts";

/** The numbers are the targets. */
export const identity: OutputTransform = {
  apply: (outputs) => outputs,
};
