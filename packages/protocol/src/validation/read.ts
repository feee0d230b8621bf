/** Reads values by their schemas. */
import type { FieldSchemas, ObjectSchema, Schema } from "./schema.ts";

/** A value that its schema does not accept. The message is what was expected, such as `a string`. */
export class Mismatch extends Error {
  /** Keys and indices from the whole value to the part that is wrong. */
  readonly path: (string | number)[] = [];
}

/**
 * The value without the fields that the schema does not know.
 * @throws Mismatch for the first part that is wrong, in the order of the schema.
 */
export function read(schema: Schema, value: unknown): unknown {
  switch (schema.kind) {
    case "any":
      return value;
    case "flag":
      return expectThat(typeof value === "boolean", "true or false", value);
    case "choice":
      if (!schema.values.includes(value as string)) throw new Mismatch(choiceInWords(schema.values));
      return value;
    case "optional":
      return value === undefined ? undefined : read(schema.inner, value);
    case "number": {
      const { isWhole = false, minimum = -Infinity, maximum = Infinity, above = -Infinity, words } = schema;
      const isRight = isWhole ? Number.isSafeInteger(value) : Number.isFinite(value);
      const number = value as number;
      return expectThat(isRight && number >= minimum && number <= maximum && number > above, words, value);
    }
    case "text": {
      const { minLength = 0, maxLength = Infinity, pattern, isWellFormed = false, words = "a string" } = schema;
      if (typeof value !== "string") throw new Mismatch(pattern === undefined ? "a string" : words);
      const hasPattern = pattern === undefined || new RegExp(pattern).test(value);
      expectThat(value.length >= minLength && value.length <= maxLength && hasPattern, words, value);
      const isClean = !isWellFormed || (value.isWellFormed() && !value.includes("\0"));
      return expectThat(isClean, "well-formed Unicode without U+0000", value);
    }
    case "list": {
      const { item, minLength = 0, words = "a list" } = schema;
      if (!Array.isArray(value)) throw new Mismatch("a list");
      const items = value.map((inner, i) => readAt(item, inner, i));
      return expectThat(items.length >= minLength, words, items);
    }
    case "record":
      return readObject({ kind: "object", fields: {}, rest: schema.value }, value);
    case "object":
      return readObject(schema, value);
    case "union":
      return readUnion(schema.options, schema.words, value);
  }
}

function readObject({ fields, rest }: ObjectSchema<FieldSchemas, Schema | undefined>, value: unknown): unknown {
  const given = objectOf(value);
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(fields)) {
    const inner = readAt(fields[key]!, Object.hasOwn(given, key) ? given[key] : undefined, key);
    if (inner !== undefined) result[key] = inner;
  }
  if (rest) {
    for (const key of keysOf(given)) if (!Object.hasOwn(fields, key)) result[key] = readAt(rest, given[key], key);
  }
  return result;
}

function readUnion(options: readonly Schema[], words: string, value: unknown): unknown {
  for (const option of options) {
    try {
      return read(option, value);
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error;
    }
  }
  throw new Mismatch(words);
}

function readAt(schema: Schema, value: unknown, key: string | number): unknown {
  try {
    return read(schema, value);
  } catch (error) {
    if (error instanceof Mismatch) error.path.unshift(key);
    throw error;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Mismatch("an object");
}

/** `__proto__` is dropped: to set it would replace the prototype. */
function keysOf(given: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(given).filter((key) => key !== "__proto__");
}

function expectThat<Value>(isTrue: boolean, expected: string, value: Value): Value {
  if (!isTrue) throw new Mismatch(expected);
  return value;
}

function choiceInWords(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
