import type { OutputTransform } from "./output-transform.ts";

/** The outputs are the predictions. */
export const identity: OutputTransform = { apply: (outputs) => outputs };
