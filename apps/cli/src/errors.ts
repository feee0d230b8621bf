/** Invalid input, reported in one line: where, what is wrong, what to do. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** The message of anything that was thrown. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error's message for the user: without the name of the function that threw it, such as `openLog: `. */
export function userMessage(error: unknown): string {
  return errorMessage(error).replace(/^(?:[a-z]+[A-Z]\w*|(?:log|trainer)\.\w+|connect|subscribe): /, "");
}
