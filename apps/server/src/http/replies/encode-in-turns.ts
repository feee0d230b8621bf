/** Encodes large values as JSON in several turns of the event loop, between which other clients get their replies. */
import { setImmediate } from "node:timers/promises";

/** The characters that are encoded in a turn: one or two milliseconds. */
const TURN_LENGTH = 2 ** 16;
/** The numbers or texts of a list that are encoded at once. */
const LIST_LENGTH = 2 ** 12;

/** The JSON of plain data as a line in UTF-8. */
export async function encodeInTurns(value: unknown): Promise<Buffer> {
  const encoded: Buffer[] = [];
  let text = "";
  for (const part of partsOf(value)) {
    text += part;
    if (text.length < TURN_LENGTH) continue;
    encoded.push(Buffer.from(text));
    text = "";
    await setImmediate();
  }
  encoded.push(Buffer.from(`${text}\n`));
  return Buffer.concat(encoded);
}

function* partsOf(value: unknown): Generator<string> {
  if (!isObject(value)) yield JSON.stringify(value);
  else if (!Array.isArray(value)) yield* partsOfObject(value);
  else if (value.some(isObject)) yield* partsOfList(value);
  else yield* partsOfPlainList(value);
}

function* partsOfObject(value: object): Generator<string> {
  let separator = "{";
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    yield* partsOf(field);
    separator = ",";
  }
  yield separator === "{" ? "{}" : "}";
}

function* partsOfList(items: readonly unknown[]): Generator<string> {
  for (const [i, item] of items.entries()) {
    yield i === 0 ? "[" : ",";
    yield* partsOf(item);
  }
  yield "]";
}

function* partsOfPlainList(items: readonly unknown[]): Generator<string> {
  yield "[";
  for (let i = 0; i < items.length; i += LIST_LENGTH) {
    if (i > 0) yield ",";
    yield JSON.stringify(items.slice(i, i + LIST_LENGTH)).slice(1, -1);
  }
  yield "]";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
