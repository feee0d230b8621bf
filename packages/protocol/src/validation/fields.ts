/** Types of message fields. Each has its text for errors, and the JSON Schemas are generated from the same types. */
import * as v from "valibot";
import { CURSOR } from "../cursor.ts";

/** Any schema of a value in a message. */
export type Schema = v.GenericSchema;
type Fields = Readonly<Record<string, Schema>>;
/**
 * The schema of an object with these fields. It is named, since a compiler writes the inferred type into declarations in a form that it
 * does not accept itself.
 */
type ObjectOf<Shape extends Fields> = v.GenericSchema<unknown, v.InferOutput<v.ObjectSchema<Shape, undefined>>>;
type LooseObjectOf<Shape extends Fields> = v.GenericSchema<
  unknown,
  v.InferOutput<v.LooseObjectSchema<Shape, undefined>>
>;
type Typed<Type extends string, Shape extends Fields> = { readonly type: v.GenericSchema<Type> } & Shape;

const MAX_TIMER_MS = 2 ** 31 - 1;
const NUMBER = "a number";
const NON_NEGATIVE = "a number ≥ 0";
const START_POINT = '"start", "live" or a cursor such as "4f1c22ab:318"';

export const text = v.string("a string");
export const flag = v.boolean("true or false");
export const finite = v.pipe(v.number(NUMBER), v.finite(NUMBER));
/** An id or a key: of a subscription, a run, a message. */
export const name = boundedText(64);
/** The position of an event in its run. */
export const position = wholeNumber(1);
export const count = wholeNumber(0);
/** A duration, a time since 1970, or a rate. */
export const nonNegative = v.pipe(v.number(NON_NEGATIVE), v.finite(NON_NEGATIVE), v.minValue(0, NON_NEGATIVE));
/** A duration in ms: as long as timers of common platforms take, about 25 days. */
export const duration = (min: number) => {
  const words = `a number from ${min} to ${MAX_TIMER_MS}`;
  return v.pipe(v.number(words), v.minValue(min, words), v.maxValue(MAX_TIMER_MS, words));
};
/** A name for people. */
export const title = boundedText(200);
/** Where a subscription starts. */
export const startPoint = v.pipe(v.string(START_POINT), v.regex(new RegExp(`^(start|live|${CURSOR})$`), START_POINT));

/** The library takes lists for objects. */
const anyObject = v.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "an object",
);

/** Without half surrogate pairs: encoded as UTF-8, two different ones would become equal. */
function boundedText(maxLength: number) {
  const words = `a string of 1 to ${maxLength} characters`;
  return v.pipe(
    text,
    v.minLength(1, words),
    v.maxLength(maxLength, words),
    v.check((value) => value.isWellFormed() && !value.includes("\0"), "well-formed Unicode without U+0000"),
  );
}

/** @param max default: the largest that a double holds without gaps below it, which errors do not name. */
export function wholeNumber(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  const words = max === Number.MAX_SAFE_INTEGER ? `a whole number ≥ ${min}` : `a whole number from ${min} to ${max}`;
  return v.pipe(v.number(words), v.integer(words), v.minValue(min, words), v.maxValue(max, words));
}

export function list<Item extends Schema>(item: Item) {
  return v.array(item, "a list");
}

/** An object with any keys and values of one type. */
export function recordOf<Value extends Schema>(value: Value) {
  return v.pipe(anyObject, v.record(v.string(), value));
}

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  const quoted = values.map((value) => `"${value}"`);
  return v.picklist(values, `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`);
}

export function exactly<const Value extends string>(value: Value) {
  return v.literal(value, `"${value}"`);
}

export function either<const Options extends readonly Schema[]>(options: Options, words: string) {
  return v.union(options, words);
}

/** An object with these fields. Unknown fields are dropped. */
export function object<Shape extends Fields>(shape: Shape): ObjectOf<Shape> {
  return v.pipe(anyObject, v.object(shape, wordsOf(shape)));
}

/** An object with at least these fields. Unknown fields are kept. */
export function looseObject<Shape extends Fields>(shape: Shape): LooseObjectOf<Shape> {
  return v.pipe(anyObject, v.looseObject(shape, wordsOf(shape)));
}

/** An object with at least these fields. All others are kept, and have the schema `rest`. */
export function objectWithRest<Shape extends Fields, Rest extends Schema>(shape: Shape, rest: Rest) {
  return v.pipe(anyObject, v.objectWithRest(shape, rest, wordsOf(shape)));
}

/** Words for a missing field: what the field is expected to be. */
function wordsOf(shape: Fields) {
  return ({ path }: v.BaseIssue<unknown>): string => {
    const { key } = path!.at(-1)!;
    return v.safeParse(shape[String(key)]!, undefined).issues![0].message;
  };
}

/** The schema with a description for its JSON Schema. */
export function described<Described extends Schema>(schema: Described, words = "") {
  return v.pipe(schema, v.description(words));
}

/** The schema of a field that may be absent, with a description. */
export function optional<Optional extends Schema>(schema: Optional, words?: string) {
  return v.optional(words === undefined ? schema : (described(schema, words) as unknown as Optional));
}

/** An object with a `type` and a description. Unknown fields are dropped. */
export function variant<const Type extends string, Shape extends Fields>(
  type: Type,
  words: string,
  shape: Shape,
): ObjectOf<Typed<Type, Shape>> {
  return described(object<Typed<Type, Shape>>({ type: exactly(type), ...shape }), words);
}

/** An object with a `type` and a description. Unknown fields are kept. */
export function looseVariant<const Type extends string, Shape extends Fields>(
  type: Type,
  words: string,
  shape: Shape,
): LooseObjectOf<Typed<Type, Shape>> {
  return described(looseObject<Typed<Type, Shape>>({ type: exactly(type), ...shape }), words);
}
