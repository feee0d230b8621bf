/** Exit codes of the command; `epochal --help` lists them. */
import { constants } from "node:os";
import type { FinishedEvent } from "@epochal/stream/events";

/** Systems number these differently; one that lacks a signal never receives it. */
const { SIGUSR2, SIGXCPU, SIGPWR } = constants.signals;

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
  SIGQUIT: 131,
  SIGUSR2: 128 + SIGUSR2,
  SIGALRM: 142,
  SIGTERM: 143,
  SIGXCPU: 128 + SIGXCPU,
  SIGVTALRM: 154,
  SIGPWR: 128 + SIGPWR,
} as const;

/** A signal that ends the command. */
export type ExitSignal = Extract<keyof typeof exitCodes, NodeJS.Signals>;

/** The exit code after a run; a signal takes precedence. */
export function runExitCode(finished: FinishedEvent | undefined, interruptedBy: ExitSignal | undefined): number {
  if (interruptedBy) return exitCodes[interruptedBy];
  return finished?.reason === "diverged" ? exitCodes.diverged : exitCodes.done;
}
