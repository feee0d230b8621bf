/** What a server refuses, since what was said to it is wrong: another input would mend it, and nothing broke. */
import type { RefusedError } from "@epochal/client";
import { InputError } from "../exit-codes.ts";

/** The codes of refusals of that kind. */
const INPUT_CODES = new Set(["badTraining", "unknownData", "tooMuchData", "keyInUse", "noSteering"]);

/** What is refused without a code: who shows no token or a wrong one, and who asks for a run that there is not. */
const WRONG_TOKEN_OR_RUN_ID = /^connect: .* got 40[13]\b|^subscribe: expected the id of a run\b/;

/** The same error, or an `InputError` where the input was wrong. */
export function refusalToInputError(error: unknown): unknown {
  const { code, message = "" } = error as Partial<RefusedError>;
  const isWrongInput = (code !== undefined && INPUT_CODES.has(code)) || WRONG_TOKEN_OR_RUN_ID.test(message);
  return isWrongInput ? new InputError(message) : error;
}
