/** The reply to a body with rows, in the JSON that is sent. */
import type { Model } from "@epochal/core";
import { parseRows, predictRows } from "./predict-rows.ts";

/** The predictions as JSON, or what is wrong with the body. */
export type PredictReply = { readonly json: Uint8Array<ArrayBuffer> } | { readonly problem: string };

/** @param coverage as for `predictRows`. */
export function predictReply(model: Model, text: string, coverage: number | undefined): PredictReply {
  return orProblem(() => {
    const json = `${JSON.stringify(predictRows(model, parseRows(text, model), coverage))}\n`;
    return { json: new TextEncoder().encode(json) };
  });
}

/** The result of `read`, or the problem of a body that it refuses. */
export function orProblem<Result>(read: () => Result): Result | { readonly problem: string } {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    return { problem: error.message.replace(/^(?:tableFromRows|interval): /, "predict: ") };
  }
}
