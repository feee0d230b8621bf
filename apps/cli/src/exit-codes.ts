/** Exit codes of the command; `epochal --help` lists them. */
import type { FinishedEvent } from "@epochal/stream/events";

export const exitCodes = {
  done: 0,
  /** Something broke: a lost server, a full store, a defect. */
  failed: 1,
  badInput: 2,
  diverged: 3,
  /** The reader of the pipe is gone, as in `epochal | head -1`: not a failure. */
  SIGPIPE: 0,
  /** 128 + the signal's number; the model is kept. */
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** A signal that ends the command. */
export type ExitSignal = Extract<keyof typeof exitCodes, NodeJS.Signals>;

/** The exit code after a run; a signal takes precedence. */
export function runExitCode(finished: FinishedEvent | undefined, interruptedBy: ExitSignal | undefined): number {
  if (interruptedBy) return exitCodes[interruptedBy];
  return finished?.reason === "diverged" ? exitCodes.diverged : exitCodes.done;
}
