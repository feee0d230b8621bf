/** Parses frames and checks values by their schemas. Errors are one line: what was expected, and what was received. */
import * as v from "valibot";
import { ProtocolError } from "../close-codes.ts";
import { excerpt } from "./excerpt.ts";
import type { Schema } from "./fields.ts";

/**
 * The JSON object in a frame.
 * @param parse parses JSON; a RangeError, which begins with `where`, says which limit the text exceeds.
 * @throws ProtocolError if there is none, or it has no type.
 */
export function parseFrame(
  where: string,
  frame: string,
  parse: (text: string, where: string) => unknown,
): { readonly type: unknown } {
  let value: unknown;
  try {
    value = parse(frame, where);
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
export function check<Of extends Schema>(where: string, schema: Of, value: unknown, name: string): v.InferOutput<Of> {
  const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true });
  if (success) return output;
  const [{ message, path = [] }] = issues;
  const keys = path.map(({ key }) => key as string | number);
  const field = keys.length === 0 ? name : `${keys.map(shorten).join(".")} of ${name}`;
  throw new ProtocolError(`${where}: expected ${field} to be ${message}, got ${excerpt(valueAt(value, keys))}`);
}

/**
 * The value as the schema of its type returns it.
 * @throws ProtocolError for an unknown type or the first invalid field.
 */
export function checkVariant<Schemas extends Readonly<Record<string, Schema>>>(
  where: string,
  schemas: Schemas,
  value: { readonly type: unknown },
): v.InferOutput<Schemas[keyof Schemas]> {
  const { type } = value;
  if (typeof type === "string" && Object.hasOwn(schemas, type)) {
    return check(where, schemas[type as keyof Schemas], value, type);
  }
  const types = Object.keys(schemas).map((known) => `"${known}"`);
  throw new ProtocolError(`${where}: expected type ${types.join(", ")}, got ${excerpt(type)}`);
}

/** A sender chooses the names of some fields. */
function shorten(key: string | number): string {
  const text = String(key);
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
}
