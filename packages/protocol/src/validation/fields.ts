/** Types of message fields. Each has its text for errors, and the JSON Schemas are written from the same types. */
import { CURSOR } from "../cursor.ts";
import type {
  AnySchema,
  ChoiceSchema,
  FieldSchemas,
  FlagSchema,
  ListSchema,
  NumberSchema,
  ObjectSchema,
  OptionalSchema,
  RecordSchema,
  Schema,
  TextSchema,
  UnionSchema,
} from "./schema.ts";

const any: AnySchema = { kind: "any" };
export const text: TextSchema = { kind: "text" };
export const flag: FlagSchema = { kind: "flag" };
export const finite: NumberSchema = { kind: "number", words: "a number" };
/** An id or a key: of a subscription, a run, a message. */
export const name: TextSchema = boundedText(64);
/** The position of an event in its run. */
export const position: NumberSchema = wholeNumber(1);
export const count: NumberSchema = wholeNumber(0);
/** A duration, a time since 1970, or a rate. */
export const nonNegative: NumberSchema = { kind: "number", minimum: 0, words: "a number ≥ 0" };
/** A name for people. */
export const title: TextSchema = boundedText(200);
/** Where a subscription starts. */
export const startPoint: TextSchema = {
  kind: "text",
  pattern: `^(start|live|${CURSOR})$`,
  words: '"start", "live" or a cursor such as "4f1c22ab:318"',
};

/** Without half surrogate pairs: encoded as UTF-8, two different ones would become equal. */
function boundedText(maxLength: number): TextSchema {
  const words = `a string of 1 to ${maxLength} characters`;
  return { kind: "text", minLength: 1, maxLength, isWellFormed: true, words };
}

export function wholeNumber(minimum: number): NumberSchema {
  return { kind: "number", isWhole: true, minimum, words: `a whole number ≥ ${minimum}` };
}

/** @param limits the least length, and what an error expects if it is too short. */
export function list<Item extends Schema>(
  item: Item,
  limits?: { readonly minLength: number; readonly words: string },
): ListSchema<Item> {
  return { kind: "list", item, ...limits };
}

/** An object with any keys and values of one type. */
export function recordOf<Value extends Schema>(value: Value): RecordSchema<Value> {
  return { kind: "record", value };
}

export function oneOf<const Value extends string>(values: readonly Value[]): ChoiceSchema<Value> {
  return { kind: "choice", values };
}

export function either<const Options extends readonly Schema[]>(options: Options, words: string): UnionSchema<Options> {
  return { kind: "union", options, words };
}

/** An object with these fields. Unknown fields are dropped. */
export function object<Fields extends FieldSchemas>(fields: Fields): ObjectSchema<Fields, undefined> {
  return { kind: "object", fields, rest: undefined };
}

/** An object with at least these fields. Unknown fields are kept; they must have the schema `rest`, by default any. */
export function looseObject<Fields extends FieldSchemas>(
  fields: Fields,
  rest: Schema = any,
): ObjectSchema<Fields, Schema> {
  return { kind: "object", fields, rest };
}

/** The schema with a description for its JSON Schema. */
export function described<Of extends Schema>(schema: Of, description: string): Of {
  return { ...schema, description };
}

/** The schema of a field that may be absent, with a description. */
export function optional<Inner extends Schema>(inner: Inner, description?: string): OptionalSchema<Inner> {
  return { kind: "optional", inner, ...(description !== undefined && { description }) };
}

/** An object with a `type` and a description. Unknown fields are dropped. */
export function variant<const Type extends string, Fields extends FieldSchemas>(
  type: Type,
  description: string,
  fields: Fields,
): ObjectSchema<{ type: ChoiceSchema<Type> } & Fields, undefined> {
  return described(object({ type: oneOf([type]), ...fields }), description);
}

/** An object with a `type` and a description. Unknown fields are kept. */
export function looseVariant<const Type extends string, Fields extends FieldSchemas>(
  type: Type,
  description: string,
  fields: Fields,
): ObjectSchema<{ type: ChoiceSchema<Type> } & Fields, Schema> {
  return described(looseObject({ type: oneOf([type]), ...fields }), description);
}
