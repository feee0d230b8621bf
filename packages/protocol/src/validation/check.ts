/** Parses frames and checks values by their schemas. Errors are one line: what was expected, and what was received. */
import type { z } from "zod/mini";
import { ProtocolError } from "../close-codes.ts";
import { excerpt } from "./excerpt.ts";

/**
 * The JSON object in a frame.
 * @param parse parses JSON; a RangeError says which limit the text exceeds.
 * @throws ProtocolError if there is none, or it has no type.
 */
export function parseFrame(
  where: string,
  frame: string,
  parse: (text: string) => unknown = JSON.parse,
): { readonly type: unknown } {
  let value: unknown;
  try {
    value = parse(frame);
  } catch (error) {
    if (error instanceof RangeError) throw new ProtocolError(error.message);
    throw new ProtocolError(`${where}: expected a JSON object, got ${excerpt(frame)}`);
  }
  if (typeof value === "object" && value !== null && "type" in value) return value;
  throw new ProtocolError(`${where}: expected a JSON object with a type, got ${excerpt(value)}`);
}

/**
 * The value as the schema returns it.
 * @param name what the error calls the value.
 * @throws ProtocolError for the first invalid field.
 */
export function check<Schema extends z.ZodMiniType>(
  where: string,
  schema: Schema,
  value: unknown,
  name: string,
): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const path = issue?.path ?? [];
  const field = path.length === 0 ? name : `${path.map(shorten).join(".")} of ${name}`;
  throw new ProtocolError(`${where}: expected ${field} to be ${issue?.message}, got ${excerpt(valueAt(value, path))}`);
}

/**
 * The value as the schema of its type returns it.
 * @throws ProtocolError for an unknown type or the first invalid field.
 */
export function checkVariant<Schemas extends Readonly<Record<string, z.ZodMiniType>>>(
  where: string,
  schemas: Schemas,
  value: { readonly type: unknown },
): z.infer<Schemas[keyof Schemas]> {
  const { type } = value;
  if (typeof type === "string" && Object.hasOwn(schemas, type)) {
    return check(where, schemas[type as keyof Schemas], value, type);
  }
  const types = Object.keys(schemas).map((known) => `"${known}"`);
  throw new ProtocolError(`${where}: expected type ${types.join(", ")}, got ${excerpt(type)}`);
}

/** A sender chooses the names of some fields. */
function shorten(key: PropertyKey): string {
  const text = String(key);
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);
}
