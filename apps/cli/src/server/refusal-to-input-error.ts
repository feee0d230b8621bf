import type { RefusedError } from "@epochal/client";
import { InputError } from "../errors.ts";

/** The codes of refusals that a different input would avoid. */
const INPUT_CODES = new Set(["badTraining", "unknownData", "tooMuchData", "keyInUse", "noSteering"]);

/** Refusals without a code: a missing or wrong token, and an unknown run. */
const WRONG_TOKEN_OR_RUN_ID = /^connect: .* got 40[13]\b|^subscribe: expected the id of a run\b/;

/** Turns a server's refusal into an `InputError` if the input was wrong; returns other errors unchanged. */
export function refusalToInputError(error: unknown): unknown {
  const { code, message = "" } = error as Partial<RefusedError>;
  const isWrongInput = (code !== undefined && INPUT_CODES.has(code)) || WRONG_TOKEN_OR_RUN_ID.test(message);
  return isWrongInput ? new InputError(message) : error;
}
