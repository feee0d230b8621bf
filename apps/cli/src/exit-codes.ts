/** How the command ends; documented in `epochal --help`. */
export const exitCodes = {
  done: 0,
  /** Something broke: a server that is gone, a store that is full, a defect. */
  failed: 1,
  badInput: 2,
  diverged: 3,
  /** Nobody reads any more, as in `epochal | head -1`: that is no failure. */
  SIGPIPE: 0,
  /** 128 + the signal's number; what was learned is kept. */
  SIGHUP: 129,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** A wrong input, told in one line: where, what was expected, what came, what to do. */
export class InputError extends Error {
  override readonly name = "InputError";
}
