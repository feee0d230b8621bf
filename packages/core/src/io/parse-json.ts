/** Parsed JSON before its validation. */
export type UnknownRecord = Partial<Record<string, unknown>>;

/**
 * @param where starts the error message, such as `parseModel`.
 * @throws TypeError when the text is not JSON.
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError(`${where}: invalid JSON: ${(error as Error).message}`, { cause: error });
  }
}

export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === "object" && value !== null;
}
