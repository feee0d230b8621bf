/** From a frame to the object it holds, and from a schema's complaint to one line that says what was expected and what came. */
import type { z } from "zod/mini";
import { ProtocolError } from "../close-codes.ts";
import { excerpt } from "./excerpt.ts";

/**
 * The JSON object that a frame holds.
 * @throws ProtocolError when it holds none, or one without a type.
 */
export function parseFrame(where: string, frame: string): { readonly type: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    throw new ProtocolError(`${where}: expected a JSON object, got ${excerpt(frame)}`);
  }
  if (typeof value === "object" && value !== null && "type" in value) return value;
  throw new ProtocolError(`${where}: expected a JSON object with a type, got ${excerpt(value)}`);
}

/**
 * The value as the schema gives it back.
 * @param of what the value is, for the error.
 * @throws ProtocolError with the first field that is not what it must be.
 */
export function check<Schema extends z.ZodMiniType>(
  where: string,
  schema: Schema,
  value: unknown,
  of: string,
): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const field = path.length === 0 ? of : `${path.join(".")} of ${of}`;
  throw new ProtocolError(`${where}: expected ${field} to be ${issue?.message}, got ${excerpt(valueAt(value, path))}`);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}
