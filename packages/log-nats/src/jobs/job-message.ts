/** A job as a message of the work queue. */

import { isId } from "@epochal/log/engine";
import { parseObject } from "../messages/parse-object.ts";

/** Another version may have more fields, which this one would ignore. */
const VERSION = 1;

export function encodeJob(run: string): string {
  return JSON.stringify({ version: VERSION, run });
}

/**
 * The run of a job.
 * @throws RangeError if the message has another version, or is no job.
 */
export function decodeJob(data: Uint8Array): string {
  const { version, run } = parseObject(new TextDecoder().decode(data)) as {
    readonly version?: unknown;
    readonly run?: unknown;
  };
  if (typeof version === "number" && version !== VERSION) {
    throw new RangeError(
      `a job of version ${version}, expected ${VERSION}: only another version of epochal can take it`,
    );
  }
  if (version === VERSION && typeof run === "string" && isId(run)) return run;
  throw new RangeError("a message that is no job: another program has written it");
}
