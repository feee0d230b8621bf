/** The error of a run that has reached its quota. Only that run is affected; the store can be written. */

/** A run would have more bytes in the store than `maxRunBytes`. Its earlier events are kept. */
export interface RunTooLargeError extends RangeError {
  readonly code: "runTooLarge";
}

export function runTooLargeError(run: string, maxRunBytes: number): RunTooLargeError {
  const text = `log.append: expected at most ${maxRunBytes} bytes of events of "${run}", got more: the run is too large; what was stored is kept`;
  return Object.assign(new RangeError(text), { code: "runTooLarge" as const });
}

/** Whether an append has failed because its run has reached `maxRunBytes`. */
export function isRunTooLarge(error: unknown): error is RunTooLargeError {
  return error instanceof RangeError && "code" in error && error.code === "runTooLarge";
}
