/** Types of message fields. Each has its text for errors, and the JSON Schemas are generated from the same types. */
import { z } from "zod/mini";
import { CURSOR } from "../cursor.ts";

const NAME = "a string of 1 to 64 characters";
const TITLE = "a string of 1 to 200 characters";
const START_POINT = '"start", "live" or a cursor such as "4f1c22ab:318"';

export const text = z.string("a string");
export const flag = z.boolean("true or false");
export const finite = z.number("a number");
/** An id or a key: of a subscription, a run, a message. */
export const name = boundedText(64, NAME);
/** The position of an event in its run. */
export const position = wholeNumber(1);
export const count = wholeNumber(0);
/** A duration, a time since 1970, or a rate. */
export const nonNegative = z.number("a number ≥ 0").check(z.minimum(0, "a number ≥ 0"));
/** A name for people. */
export const title = boundedText(200, TITLE);
/** Where a subscription starts. */
export const startPoint = z.string(START_POINT).check(z.regex(new RegExp(`^(start|live|${CURSOR})$`), START_POINT));

/** Without half surrogate pairs: encoded as UTF-8, two different ones would become equal. */
function boundedText(maxLength: number, words: string) {
  return z.string("a string").check(
    z.minLength(1, words),
    z.maxLength(maxLength, words),
    z.refine((value) => value.isWellFormed() && !value.includes("\0"), "well-formed Unicode without U+0000"),
  );
}

export function wholeNumber(min: number) {
  const words = `a whole number ≥ ${min}`;
  return z.int(words).check(z.minimum(min, words));
}

export function list<Item extends z.core.$ZodType>(item: Item) {
  return z.array(item, "a list");
}

/** An object with any keys and values of one type. */
export function recordOf<Value extends z.core.$ZodType>(value: Value) {
  return z.record(z.string(), value, "an object");
}

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  const quoted = values.map((value) => `"${value}"`);
  return z.enum(values, `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`);
}

/** An object with these fields. Unknown fields are dropped. */
export function object<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.object(shape, "an object");
}

/** An object with at least these fields. Unknown fields are kept. */
export function looseObject<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.looseObject(shape, "an object");
}

/** The schema with a description for its JSON Schema. */
export function described<Schema extends z.ZodMiniType>(schema: Schema, words: string): Schema {
  return schema.check(z.describe(words));
}

/** The schema of a field that may be absent, with a description. */
export function optional<Schema extends z.ZodMiniType>(schema: Schema, words: string) {
  return described(z.optional(schema), words);
}

/** An object with a `type` and a description. Unknown fields are dropped. */
export function variant<const Type extends string, Shape extends z.core.$ZodShape>(
  type: Type,
  words: string,
  shape: Shape,
) {
  return described(object({ type: z.literal(type), ...shape }), words);
}

/** An object with a `type` and a description. Unknown fields are kept. */
export function looseVariant<const Type extends string, Shape extends z.core.$ZodShape>(
  type: Type,
  words: string,
  shape: Shape,
) {
  return described(looseObject({ type: z.literal(type), ...shape }), words);
}
