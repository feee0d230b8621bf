/** The JSON body of a rejected request: see PROTOCOL.md, "Rejected requests". */
import { readText } from "./read-text.ts";

/** A longer body is not one of an epochal server. */
const MAX_BYTES = 64 * 1024;

/** The fields of the body, unchecked; undefined if it is not JSON, such as that of a proxy in between. */
export async function readRefusal(response: Response): Promise<{ error?: unknown; code?: unknown } | undefined> {
  try {
    return JSON.parse((await readText(response, MAX_BYTES))!) as {};
  } catch {
    return undefined;
  }
}
