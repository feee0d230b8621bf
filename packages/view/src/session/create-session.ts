import { handlePromptKey } from "../control/prompt.ts";
import type { RunSource } from "./run-source.ts";
import type { SessionOptions } from "./running-session.ts";
import { driveSession, type Session } from "./session.ts";

/** A session that has all its code. */
export function createSession(sources: readonly RunSource[], options: SessionOptions = {}): Session {
  return driveSession(sources, () => handlePromptKey, options);
}
