import type { RefusedError } from "@epochal/client";
import { InputError } from "../errors.ts";

/** The codes of refusals that a different input would avoid. */
const INPUT_CODES = new Set(["badTraining", "unknownData", "tooMuchData", "keyInUse", "noSteering"]);

/**
 * Turns the refusal of the server at `url` into an `InputError` if the input was wrong, and says whose message is invalid; returns other
 * errors unchanged.
 */
export function refusalToInputError(error: unknown, url: string): unknown {
  const { code, message = "" } = error as Partial<RefusedError>;
  const [, invalid] = /^decodeServerMessage: (.*)/s.exec(message) ?? [];
  if (invalid !== undefined) return new Error(`${url}: the server has sent an invalid message: ${invalid}`);
  if (code !== undefined) return INPUT_CODES.has(code) ? new InputError(message) : error;
  // These have no code, so they are recognised by their texts.
  if (/^connect: .* got 401\b/.test(message)) {
    return new InputError(`${url}: wrong or missing token: give the server's token with --token, or set EPOCHAL_TOKEN`);
  }
  if (/^connect: .* got 403\b/.test(message)) return new InputError(message);
  const [, run] = /^subscribe: expected the id of a run\b.*?, got "(.*?)"/.exec(message) ?? [];
  return run === undefined
    ? error
    : new InputError(`${url}: this server has no run "${run}"; leave it out for the latest`);
}
