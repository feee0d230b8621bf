/** Parsed JSON, before and while it is validated. */

/** Parsed JSON before its validation. */
export type UnknownRecord = Partial<Record<string, unknown>>;

/** Whether the value is an object, and not null or a list. */
export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
